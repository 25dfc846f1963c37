// Asks from time to time whether what a page waits for has ended, and then shows it.
"use strict";
(() => {
  const waiting = document.getElementById("waiting");
  if (!waiting) return;
  const ask = async () => {
    const answer = await fetch(waiting.dataset.ask);
    if (answer.ok && (await answer.json()).ended) location.reload();
    else setTimeout(ask, 2000);
  };
  setTimeout(ask, 1500);
})();
