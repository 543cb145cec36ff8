"""What checks draw tells right from wrong under every seed, not only under those that were tried."""

import runpy

import torch

from tests.conftest import ROOT


def test_a_step_changes_the_count_of_correct_answers_under_every_seed():
    checks = runpy.run_path(str(ROOT / "reference/training_loop/checks.py"))
    for seed in range(40):
        case = checks["two_kinds_of_images"](torch.Generator().manual_seed(seed), size=40)
        network = checks["small_network"](case["weight"], case["bias"], notices_mode=False).train()
        optimizer = checks["sgd"](network, lr=1.5)
        preds = network(case["images"])
        before = checks["count_among_two"](preds, case["labels"])
        torch.nn.functional.cross_entropy(preds, case["labels"]).backward()
        optimizer.step()
        assert before != checks["count_among_two"](network(case["images"]), case["labels"])
