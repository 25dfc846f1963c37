"""One description, two ways to run it."""

import numpy as np
import pytest

from faceproof.detectors.blend.graph import graph
from faceproof.detectors.blend.network import HEAT_PX, PARTS_PX, SIDE_PX, WIDEST, blocks, network
from faceproof.faces.networks import Network

torch = pytest.importorskip("torch")


@pytest.mark.extra
def test_torch_and_openvino_say_the_same():
    from faceproof.detectors.blend.network_torch import (  # noqa: PLC0415 - needs torch
        TorchCalls,
        start,
    )

    rng = np.random.default_rng(0)
    state = start()
    for name in ("fake.weight", "heat.weight"):
        state[name] = torch.from_numpy(rng.normal(0, 0.02, state[name].shape).astype(np.float32))
    crop = rng.integers(0, 256, (SIDE_PX, SIDE_PX, 3)).astype(np.float32)
    with torch.no_grad():
        x = torch.from_numpy(crop).permute(2, 0, 1)[None] / 127.5 - 1
        expected = network(TorchCalls(state), x)
    compiled = Network(graph({name: value.numpy() for name, value in state.items()}))
    compiled.input[:] = crop
    features, heat, parts, fake = compiled.run()
    sizes = (WIDEST, HEAT_PX**2, PARTS_PX**2, 1)
    assert (features.size, heat.size, parts.size, fake.size) == sizes
    assert parts.mean() == pytest.approx(float(fake[0]), abs=2e-4)
    np.testing.assert_allclose(features, expected.features.ravel(), atol=2e-4)
    np.testing.assert_allclose(heat, expected.heat.ravel(), atol=2e-4)
    np.testing.assert_allclose(fake, expected.fake.ravel(), atol=2e-4)


@pytest.mark.extra
def test_the_imagenet_weights_are_in_their_places():
    from faceproof.detectors.blend.network_torch import TorchCalls, start  # noqa: PLC0415

    state = start()
    assert len(state) == 2 * (2 + sum(3 if b.grown > 1 else 2 for b in blocks())) + 4
    with torch.no_grad():
        dark, bright = (
            network(TorchCalls(state), torch.full((1, 3, 224, 224), value)) for value in (-1.0, 1.0)
        )
    # a network whose normalisation belonged to other layers would overflow or die
    for answers in (dark, bright):
        assert 0.01 < float(answers.features.mean()) < 2
        assert float(answers.fake.abs().max()) == float(answers.heat.abs().max()) == 0
