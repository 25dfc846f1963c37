// Plays the videos of a fake in step: one button, one slider, one frame at a time.
"use strict";
(() => {
  const four = document.getElementById("four");
  if (!four) return;

  const videos = [...four.querySelectorAll("video")];
  const lead = videos[videos.length > 1 ? 1 : 0];
  const [above, below] = four.dataset.fps.split("/").map(Number);
  const frameS = below / above;
  const play = document.getElementById("play");
  const slider = document.getElementById("frame");
  const number = document.getElementById("number");

  const last = () => Math.max(0, Math.round(lead.duration / frameS) - 1);
  const current = () => Math.min(last(), Math.floor(lead.currentTime / frameS + 1e-6));
  // The middle of a frame's time: no rounding shows its neighbour.
  const seek = (frame) => videos.forEach((video) => { video.currentTime = (frame + 0.5) * frameS; });
  const show = (frame) => {
    slider.value = frame;
    number.textContent = `${frame + 1} / ${last() + 1}`;
  };
  const go = (frame) => {
    pause();
    const wanted = Math.min(last(), Math.max(0, frame));
    seek(wanted);
    show(wanted);
  };
  const pause = () => {
    videos.forEach((video) => video.pause());
    play.textContent = play.dataset.play;
  };
  const start = async () => {
    play.textContent = play.dataset.pause;
    seek(current());
    try {
      await Promise.all(videos.map((video) => video.play()));
    } catch {
      pause(); // the browser does not let it play, or pause came first
      return;
    }
    requestAnimationFrame(keep);
  };
  const keep = () => {
    if (lead.paused) return;
    for (const video of videos) {
      // Less than a frame apart cannot be seen; seeking all the time can.
      if (Math.abs(video.currentTime - lead.currentTime) > frameS) video.currentTime = lead.currentTime;
    }
    show(current());
    requestAnimationFrame(keep);
  };

  const begin = () => {
    slider.max = last();
    videos.forEach((video) => { video.controls = false; });
    document.getElementById("deck").hidden = document.getElementById("hint").hidden = false;
    go(0);
  };
  play.addEventListener("click", () => (lead.paused ? start() : pause()));
  slider.addEventListener("input", () => go(Number(slider.value)));
  document.getElementById("back").addEventListener("click", () => go(current() - 1));
  document.getElementById("on").addEventListener("click", () => go(current() + 1));
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.closest("input, select, textarea, a, summary")) return; // these have keys of their own
    if (event.key === " " && !event.target.closest("button")) play.click();
    else if (event.key === "ArrowLeft") go(current() - 1);
    else if (event.key === "ArrowRight") go(current() + 1);
    else return;
    event.preventDefault();
  });
  if (lead.readyState >= 1) begin();
  else lead.addEventListener("loadedmetadata", begin, { once: true });
})();
