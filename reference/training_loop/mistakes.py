"""Known wrong turns of the training loop lesson: how each changes the reference's cell, and what a student is told."""

from autograder.authoring import change, mistakes, rewrite, row, without

# Each row: name, what a student is told, the edit that makes the mistake, what the student is asked.
# fmt: off

WHERE_RELU = "After which layers does the table ask for a ReLU, and after which not?"
LOGITS = "What does `F.cross_entropy` expect, and what does it do to it?"

NETWORK = mistakes("Network",
    row("no_gradients", "no gradient reaches any layer: does `no_grad`, `detach` or `requires_grad` stand in the way?",
        change("    def forward", "    @torch.no_grad()\n    def forward"),
        hint="What do `torch.no_grad()` and `detach()` keep from being written down, and who needs it?"),
    row("relu_after_out", "a ReLU stands after `out`: negative logits become 0 and their differences are lost",
        change("return self.out(features)", "return F.relu(self.out(features))")),
    row("softmax_after_out",
        "the network ends in a softmax; the loss contains one already, so it would be applied twice",
        change("return self.out(features)", "return F.softmax(self.out(features), dim=1)"), hint=LOGITS),
    row("log_softmax_after_out", "the network ends in a log-softmax instead of bare logits",
        change("return self.out(features)", "return F.log_softmax(self.out(features), dim=1)"), hint=LOGITS),
    row("no_relu_after_conv1", "the ReLU after `conv1` is missing or has no effect",
        change("F.relu(self.conv1(images))", "self.conv1(images)")),
    row("no_relu_after_conv2", "the ReLU after `conv2` is missing or has no effect",
        change("F.relu(self.conv2(maps))", "self.conv2(maps)")),
    row("no_relu_after_either_convolution", "the ReLUs after both convolutions are missing or have no effect",
        change("F.relu(self.conv1(images))", "self.conv1(images)"),
        change("F.relu(self.conv2(maps))", "self.conv2(maps)")),
    row("no_relu_after_fc1", "the ReLU after `fc1` is missing or without effect: `fc1` and `fc2` act as one layer",
        change("F.relu(self.fc1(features))", "self.fc1(features)")),
    row("no_relu_after_fc2", "the ReLU after `fc2` is missing or without effect: `fc2` and `out` act as one layer",
        change("F.relu(self.fc2(features))", "self.fc2(features)")),
    row("no_relu_after_fc1_and_fc2",
        "the ReLUs after `fc1` and `fc2` are missing or without effect: the three linear layers act as one",
        change("F.relu(self.fc1(features))", "self.fc1(features)"),
        change("F.relu(self.fc2(features))", "self.fc2(features)")),
    row("no_activation_at_all", "there is no ReLU anywhere, or none that has an effect",
        change("F.relu", "")),
    row("sigmoid_for_relu", "the activation is the sigmoid instead of the ReLU",
        change("F.relu", "torch.sigmoid"),
        hint="Which function does the table name: does it bend at 0 or saturate on both sides?"),
    row("average_pooling", "average pooling is used where max pooling is asked",
        change("F.max_pool2d", "F.avg_pool2d"),
        hint="Should a 2×2 square keep its strongest response, or blend all four?"),
    row("padded_convolutions",
        "`fc1` takes 588 numbers, as many as arrive when both convolutions pad their input",
        change("kernel_size=5", "kernel_size=5, padding=2"), change("12 * 4 * 4", "12 * 7 * 7"),
        hint="How wide is a 28 pixel image after a 5×5 window has slid over it, without anything added at the edges?"),
    row("three_by_three_windows", "the windows of the convolutions are 3×3 instead of 5×5",
        change("kernel_size=5", "kernel_size=3"), change("12 * 4 * 4", "12 * 5 * 5"),
        hint="How many times 5×5 pixels fit side by side: 28 - 5 + 1. What does 3×3 give?"),
    row("one_channel_always",
        "`conv1` takes one channel, whatever the argument `channels` says",
        change("nn.Conv2d(channels, 6", "nn.Conv2d(1, 6"), hint="Where does `__init__` use its argument?"),
    row("channels_swapped", "the channels of `conv2` are swapped: it takes 12 and gives 6",
        change("nn.Conv2d(6, 12", "nn.Conv2d(12, 6"), change("12 * 4 * 4", "6 * 4 * 4"),
        hint="What comes out of `conv1`, and what has to go into `conv2`?"),
    row("linear_sizes_swapped", "the sizes of `fc1` and `fc2` are swapped: 60 units first, then 120",
        change("nn.Linear(12 * 4 * 4, 120)", "nn.Linear(12 * 4 * 4, 60)"),
        change("nn.Linear(120, 60)", "nn.Linear(60, 120)"), change("nn.Linear(60, 10)", "nn.Linear(120, 10)"),
        hint="Which sizes does the table give for `fc1` and `fc2`?"),
    row("flattens_the_batch", "the batch axis is flattened together with the others",
        change("flatten(start_dim=1)", "flatten()"), hint="Which axis of (N, 12, 4, 4) counts the images?"),
    row("squeezes_the_batch", "an axis of length one is dropped, so a batch of one image loses its batch axis",
        change("return self.out(features)", "return self.out(features).squeeze()"),
        hint="What is the shape of the result for a batch of one image?"),
    hint=WHERE_RELU,
)

WHICH_AXIS = "Axis 0 counts images, axis 1 counts classes: along which of them is the best class found?"

GET_NUM_CORRECT = mistakes("get_num_correct",
    row("argmax_over_the_batch",
        "the largest logit is sought along the batch axis: for each class an image, not for each image a class",
        change("argmax(dim=1)", "argmax(dim=0)"), hint=WHICH_AXIS),
    row("argmax_over_everything",
        "the largest logit of the whole batch is sought at once, which gives a single position for all images",
        change("argmax(dim=1)", "argmax()"), hint=WHICH_AXIS),
    row("count_as_tensor", "the count is returned as a tensor",
        change(".item()", ""), hint="What type has the result, and what does `.item()` do?"),
    row("share_for_count", "the share of correct answers is returned instead of their number",
        change(".sum().item()", ".float().mean().item()"), hint="How many images are right, or which part of them?"),
    row("counts_the_wrong_answers", "the wrong answers are counted instead of the correct ones",
        change(".eq(labels)", ".ne(labels)"), hint="Which comparison is true for a correct answer?"),
    row("smallest_logit", "the smallest logit is taken for the answer instead of the largest",
        change("argmax", "argmin"), hint="Which logit of a row is the network's answer?"),
    row("compared_with_every_label", "each answer is compared with every label of the batch, not just with its own",
        change("argmax(dim=1)", "argmax(dim=1, keepdim=True)"), hint="Which shapes are compared with each other?"),
    row("largest_logit_compared", "the largest logit itself is compared with the label, not its place",
        change("argmax(dim=1)", "amax(dim=1)"), hint="Which number does the label stand for: a logit, or its place?"),
    row("scaled_to_a_hundred", "the count is scaled to a batch of 100 images, as if per cent were asked for",
        change("return preds", "return 100 // len(labels) * preds"), hint="Per cent, or a number of images?"),
)


def whole_numbers_only(cell):
    return (
        cell.change("return exponentials", "result = np.zeros_like(a)\n    result[...] = exponentials")
        + "    return result\n"
    )


SOFTMAX = mistakes("softmax",
    row("unstable", "the exponential overflows: what is subtracted from the logits, if anything, is not enough",
        change(" - np.max(a, axis=-1, keepdims=True)", ""),
        hint="What is `np.exp(1000)`, and by how much may you shift the logits of one image?"),
    row("one_shift_for_all",
        "one maximum of the whole batch is subtracted from every image, so one large logit drowns the other images",
        change("np.max(a, axis=-1, keepdims=True)", "np.max(a)"),
        hint="Whose largest logit should be subtracted: that of the image, or of the whole batch?"),
    row("over_the_batch", "the softmax runs over the images of the batch instead of the classes of each image",
        change("axis=-1", "axis=0"), hint="Over which axis must the probabilities of one image add up to 1?"),
    row("sum_over_the_batch", "the sum runs over the images of the batch instead of the classes of each image",
        change("np.sum(exponentials, axis=-1", "np.sum(exponentials, axis=0"),
        hint="Over which axis must the probabilities of one image add up to 1?"),
    row("over_everything", "the softmax runs over the whole batch, so not each image but the whole batch adds up to 1",
        change(", axis=-1, keepdims=True", ""), hint="What do the probabilities of *one* image add up to?"),
    row("sum_over_everything", "the sum runs over the whole batch, so not each image but the whole batch adds up to 1",
        change("np.sum(exponentials, axis=-1, keepdims=True)", "np.sum(exponentials)"),
        hint="What do the probabilities of *one* image add up to?"),
    row("only_for_batches", "the classes are looked for on axis 1, which a single image does not have",
        change("axis=-1", "axis=1"), hint="Which number has the last axis, counted from the end?"),
    row("axis_not_kept", "each column is divided by the sum of a row: the sums lose their axis, or lie across",
        change("np.sum(exponentials, axis=-1, keepdims=True)", "np.sum(exponentials, axis=-1)"),
        hint="What shape has a sum over an axis, and to which axis of the batch does NumPy fit it?"),
    row("changes_its_argument", "the shift is done in place, in the array that belongs to the caller",
        change("shifted = a - np.max(", "shifted = a; shifted -= np.max("),
        hint="What happens to the caller's array when you write `a -= …`?"),
    row("whole_numbers_only", "for logits in whole numbers the probabilities are cut to whole numbers as well",
        whole_numbers_only, hint="What does `np.zeros_like` of an array of ints hold?"),
    row("softmax_by_torch", "torch does the work, or a part of it",
        rewrite("""
            def softmax(a):
                return torch.softmax(torch.tensor(a, dtype=torch.float64), dim=-1).numpy()
        """), hint="Which library does the exercise ask for?"),
    row("log_softmax", "the logarithms of the probabilities are returned",
        change("exponentials / np.sum(exponentials, axis=-1, keepdims=True)",
               "shifted - np.log(np.sum(exponentials, axis=-1, keepdims=True))"), hint="Do your results add up to 1?"),
)

CROSS_ENTROPY = mistakes("cross_entropy",
    row("sum_for_mean", "the surprises are added up instead of averaged",
        change("np.mean", "np.sum"), hint="What stands in front of the sum in the formula?"),
    row("no_softmax", "the logarithm is taken of the logits themselves; they have to become probabilities first",
        change("softmax(logits)", "logits"), hint="Are logits probabilities?"),
    row("probabilities_over_the_batch",
        "the softmax in it runs over the images of the batch instead of the classes of each image",
        change("softmax(logits)", "(np.exp(logits) / np.exp(logits).sum(axis=0))"),
        hint="Over which axis must the probabilities of one image add up to 1?"),
    row("softmax_twice", "the softmax is applied twice",
        change("softmax(logits)", "softmax(softmax(logits))"),
        hint="How often does the formula turn numbers into probabilities?"),
    row("log_base_two", "the logarithm is to base 2; the formula has the natural one",
        change("np.log(", "np.log2("), hint="To which base is the logarithm in the formula?"),
    row("log_base_ten", "the logarithm is to base 10; the formula has the natural one",
        change("np.log(", "np.log10("), hint="To which base is the logarithm in the formula?"),
    row("hard_coded", "the value of the example is returned, whatever the logits are",
        change("return float(-np.mean(np.log(of_the_labels)))", "return 2.8087"),
        hint="What would your function return for other logits?"),
    row("every_label_for_every_image", "each image is charged for the labels of all images, not for its own",
        change("[np.arange(len(labels)), labels]", "[:, labels]"),
        hint="How many numbers should be left when one probability is taken from each row?"),
    row("mean_over_the_classes_too", "the sum is divided by the number of all logits instead of the number of images",
        change("-np.mean(np.log(of_the_labels))", "-np.sum(np.log(of_the_labels)) / logits.size"),
        hint="By what is the sum divided: by the images, or by all logits?"),
    row("log_of_the_mean", "the mean is taken first and its logarithm afterwards",
        change("np.mean(np.log(of_the_labels))", "np.log(np.mean(of_the_labels))"),
        hint="What comes first in the formula, the logarithm or the mean?"),
    row("no_logarithm", "the mean probability is returned, there is no logarithm",
        change("np.log(of_the_labels)", "of_the_labels"), hint="Where is the logarithm of the formula?"),
    row("probability_of_the_answer",
        "the probability of the network's own answer is taken instead of that of the label",
        change("[np.arange(len(labels)), labels]", ".max(axis=-1)"),
        hint="What does the index of the largest logit have to do with the label?"),
    row("last_image_only", "the loss of the last image alone is returned",
        change("float(-np.mean(np.log(of_the_labels)))", "float(-np.log(of_the_labels[-1]))"),
        hint="What is left of the other images' losses when the loop ends?"),
    row("one_loss_per_image", "a loss for each image is returned instead of their mean",
        change("float(-np.mean(np.log(of_the_labels)))", "-np.log(of_the_labels)"),
        hint="One number for the batch, or one for each image?"),
    row("cross_entropy_by_torch", "torch does the work, or a part of it",
        rewrite("""
            def cross_entropy(logits, labels):
                return F.cross_entropy(torch.tensor(logits).double(), torch.tensor(labels)).item()
        """), hint="Which library does the exercise ask for?"),
)

WHOSE_GRADIENT = "Which parameter of which layer does the exercise name?"

GRADIENT_SUM = mistakes("gradient_sum",
    row("absolute_values", "absolute values are added up, the signs are lost",
        change("gradient.sum()", "gradient.abs().sum()"), hint="What may happen to the signs?"),
    row("mean_for_sum", "the mean of the gradient is returned instead of its sum",
        change("gradient.sum()", "gradient.mean()"), hint="Sum or average?"),
    row("norm_for_sum", "the length (norm) of the gradient is returned instead of its sum",
        change("gradient.sum()", "gradient.norm()"),
        hint="What is the length of a vector, and what the sum of its elements?"),
    row("weights_for_gradients", "the weights are added up instead of their gradients",
        change("network.conv1.weight.grad", "network.conv1.weight"),
        hint="Where does `backward` leave the slope of a weight?"),
    row("none_crashes", "a gradient of None is not provided for",
        change("0.0 if gradient is None else ", ""), hint="What is `.grad` before the first `backward`?"),
    row("none_returned", "None is returned where there is no gradient, instead of 0.0",
        change("0.0 if gradient is None", "None if gradient is None"), hint="What should the sum of nothing be?"),
    row("bias_gradient", "the gradient of the bias is added up instead of that of the weights",
        change("conv1.weight.grad", "conv1.bias.grad")),
    row("whole_layer", "the gradient of the bias is added in",
        change("gradient.sum().item()", "(gradient.sum() + network.conv1.bias.grad.sum()).item()")),
    row("whole_network", "the gradients of all layers are added up instead of those of the weights of `conv1`",
        change("gradient.sum().item()", "sum(p.grad.sum().item() for p in network.parameters())")),
    row("rounded_sum", "the sum is rounded",
        change("gradient.sum().item()", "round(gradient.sum().item(), 2)"),
        hint="How large are gradients, and what is left of them after rounding?"),
    row("sum_as_tensor", "the sum is returned as a tensor",
        change(".item()", ""), hint="What type has the result, and what does `.item()` do?"),
    hint=WHOSE_GRADIENT,
)

CLEARING = "Where does a gradient go when the next batch arrives?"
ORDER = "Which of `backward` and `step` needs what the other one leaves in `.grad`?"
BEFORE_OR_AFTER = "With which weights was this number computed, those before the step or those after it?"
MODE = "Which mode might the network be in when your function gets it?"
LOGITS_GO_IN = "What does `F.cross_entropy` do with its input before it takes the logarithm?"


def steps(of, indent):
    """Wrong turns on the way to a step, which `train_one_batch` and `train_one_epoch` take alike."""
    then = "\n" + " " * indent
    return (
        row(f"{of}_gradients_never_cleared",
            "gradients are never cleared, or not this network's: a step repeats all the steps before it",
            without("optimizer.zero_grad()"), hint=CLEARING),
        row(f"{of}_step_before_backward",
            "the step is made before `backward`, when no gradient is there: earlier ones have been cleared",
            change(f"loss.backward(){then}optimizer.step()", f"optimizer.step(){then}loss.backward()"), hint=ORDER),
        row(f"{of}_step_with_the_last_gradient",
            "the step is made before `backward`, along the gradient of the batch before",
            change(f"optimizer.zero_grad(){then}loss.backward(){then}optimizer.step()",
                   f"optimizer.step(){then}optimizer.zero_grad(){then}loss.backward()"), hint=ORDER),
        row(f"{of}_no_step", "gradients are computed, but no step moves the weights of this network",
            without("optimizer.step()"), hint="Which call moves the weights, and which optimizer holds them?"),
        row(f"{of}_no_backward",
            "no gradient reaches the step: `backward` is missing, or what it starts from does not come from this "
            "network", without("loss.backward()"), hint="Which call computes the gradients that the step follows?"),
        row(f"{of}_no_train_mode", "the network is not in training mode while it is trained",
            without("network.train()"), hint=MODE),
        row(f"{of}_unstable_loss", "the loss is the logarithm of a softmax, which fails as soon as the network is sure",
            change("F.cross_entropy(preds, labels)", "F.nll_loss(torch.log(F.softmax(preds, dim=1)), labels)"),
            hint="What is the logarithm of a probability that is too small for a float?"),
    )


TRAIN_ONE_BATCH = mistakes("train_one_batch",
    *steps("batch", 4),
    row("batch_gradients_cleared_too_late",
        "a gradient is computed and a step made, yet no weight moves: is the gradient cleared between the two?",
        change("optimizer.zero_grad()\n    loss.backward()", "loss.backward()\n    optimizer.zero_grad()"),
        hint="What stands in `.grad` at the moment of the step?"),
    row("batch_two_steps", "two steps are made instead of one",
        change("optimizer.step()", "optimizer.step()\n    optimizer.step()"),
        hint="How often does your function move the weights?"),
    row("batch_uphill", "the step goes uphill, as if `backward` were called on minus the loss",
        change("loss.backward()", "(-loss).backward()"), hint="In which direction does the loss become smaller?"),
    row("batch_softmax_before_loss", "a softmax is applied before the cross entropy, which contains one already",
        change("F.cross_entropy(preds", "F.cross_entropy(preds.softmax(dim=1)"),
        change("preds.softmax(dim=1)_after", "preds_after.softmax(dim=1)"), hint=LOGITS_GO_IN),
    row("batch_loss_summed",
        "the loss is that of all images together instead of their mean, so the step is too long by the batch size",
        change(", labels)\n    optimizer", ', labels, reduction="sum")\n    optimizer'),
        change("F.cross_entropy(preds_after, labels)", 'F.cross_entropy(preds_after, labels, reduction="sum")'),
        hint="Mean or sum: which does the lesson's formula have, and which does your loss use?"),
    row("batch_own_optimizer",
        "an optimizer of its own is made for every batch; the one that was handed in is not used",
        change("    network.train()",
               "    network.train()\n    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)"),
        hint="Which optimizer was your function given, and what does it remember?"),
    row("batch_after_is_before", "`loss_after` and `correct_after` are computed with the weights from before the step",
        change("preds_after = network(images)", "preds_after = preds")),
    row("batch_old_loss_after", "`loss_after` is the loss from before the step",
        change('"loss_after": loss_after.item()', '"loss_after": loss.item()')),
    row("batch_old_count_after", "`correct_after` is counted on the answers from before the step",
        change("get_num_correct(preds_after, labels)", "get_num_correct(preds, labels)")),
    row("batch_before_is_after", "`loss_before` and `correct_before` are computed with the weights from after the step",
        change('"loss_before": loss.item()', '"loss_before": loss_after.item()'),
        change('"correct_before": get_num_correct(preds, labels)',
               '"correct_before": get_num_correct(preds_after, labels)')),
    row("batch_losses_as_tensors",
        "the losses are returned as tensors, which are no numbers and keep the whole computation in memory",
        change("loss.item()", "loss"), change("loss_after.item()", "loss_after"),
        hint="What type has a loss that PyTorch computed, and what does `.item()` do?"),
    row("batch_trains_a_copy", "another network is trained, or a copy: the one that was handed in stays as it was",
        change("    network.train()",
               "    import copy\n    network = copy.deepcopy(network)\n    network.train()"),
        hint="Which network will the caller look at afterwards?"),
    hint=BEFORE_OR_AFTER,
)

WHICH_TOTAL = "How does the exercise define `total_loss`?"

TRAIN_ONE_EPOCH = mistakes("train_one_epoch",
    *steps("epoch", 8),
    row("epoch_gradients_cleared_once", "a step repeats all before it in its epoch: are gradients cleared only once?",
        without("optimizer.zero_grad()"),
        change("    network.train()", "    network.train()\n    optimizer.zero_grad()"), hint=CLEARING),
    row("epoch_two_steps_a_batch", "every batch makes two steps instead of one",
        change("optimizer.step()", "optimizer.step()\n        optimizer.step()"),
        hint="How many steps should one batch cause?"),
    row("epoch_one_step_in_all", "there is one step at the end of the epoch instead of one for every batch",
        without("optimizer.step()"), without("optimizer.zero_grad()"),
        change("    return total", "    optimizer.step()\n    optimizer.zero_grad()\n    return total"),
        hint="How many steps should one epoch make?"),
    row("epoch_step_outside_the_loop",
        "only the gradient of the last batch is ever followed: does the step stand behind the loop?",
        without("optimizer.step()"), change("    return total", "    optimizer.step()\n    return total"),
        hint="Is every line that should run for each batch inside the loop?"),
    row("epoch_last_update_missing", "the step of the last batch is never made",
        change("for images, labels in loader:", "for number, (images, labels) in enumerate(loader, start=1):"),
        change("optimizer.step()", "if number < len(loader):\n            optimizer.step()"),
        hint="Which batch's gradient has never been followed when your function returns?"),
    row("epoch_softmax_before_loss", "a softmax is applied before the cross entropy, which contains one already",
        change("F.cross_entropy(preds, labels)", "F.cross_entropy(preds.softmax(dim=1), labels)"), hint=LOGITS_GO_IN),
    row("epoch_figures_after_the_step",
        "loss and correct answers are measured after each batch's step instead of before it",
        change("        total_correct +=",
               "        preds = network(images)\n        loss = F.cross_entropy(preds, labels)\n"
               "        total_correct +="), hint=BEFORE_OR_AFTER),
    row("epoch_losses_after_the_step", "the losses are measured after each batch's step instead of before it",
        change("loss.item()", "F.cross_entropy(network(images), labels).item()"), hint=BEFORE_OR_AFTER),
    row("epoch_figures_after_the_epoch",
        "loss and correct answers are measured in a second pass, when the epoch is over",
        without("total_correct +="), without("total_loss +="), change("    return total",
               "    for images, labels in loader:\n        preds = network(images)\n"
               "        total_correct += get_num_correct(preds, labels)\n"
               "        total_loss += F.cross_entropy(preds, labels).item()\n    return total"),
        hint="With which weights are the figures of the first batch measured?"),
    row("epoch_loss_weighted",
        "the losses of all images are added up; the sum of the batch losses, which are means, is asked",
        change("loss.item()", "loss.item() * len(labels)")),
    row("epoch_mean_loss_per_image", "the mean loss per image is returned; the sum of the batch losses is asked",
        change("loss.item()", "loss.item() * len(labels)"),
        change("return total_correct, total_loss", "return total_correct, total_loss / len(loader.dataset)")),
    row("epoch_figures_of_the_last_batch", "the figures of the last batch alone are returned",
        change("total_correct +=", "total_correct ="), change("total_loss +=", "total_loss ="),
        hint="What is left of the first batch's figures when the loop ends?"),
    row("epoch_first_batch_only", "only the first batch leads to a step: does `return` or `break` stand in the loop?",
        change("    return total", "        return total"), hint="How often does your loop run?"),
    row("epoch_last_batch_only", "only the last batch is learned from: does the work stand behind the loop?",
        rewrite("""
            def train_one_epoch(network, loader, optimizer):
                network.train()
                for images, labels in loader:
                    pass
                preds = network(images)
                loss = F.cross_entropy(preds, labels)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                return get_num_correct(preds, labels), loss.item()
        """), hint="Is every line that should run for each batch inside the loop?"),
    row("epoch_short_batch_dropped", "the last batch, which is short, is skipped",
        change("        preds =",
               "        if len(labels) < loader.batch_size:\n            continue\n        preds ="),
        hint="Which batches does your loop leave out?"),
    row("epoch_pair_swapped", "the pair is swapped: the loss comes first",
        change("return total_correct, total_loss", "return total_loss, total_correct"),
        hint="Which of the two comes first?"),
    row("epoch_loss_as_tensor",
        "the total loss is a tensor, which is no number and keeps the computation of every batch in memory",
        change("loss.item()", "loss"), hint="What type has a loss that PyTorch computed, and what does `.item()` do?"),
    row("epoch_own_optimizer", "an optimizer of its own is made; the one that was handed in is not used",
        change("    network.train()",
               "    network.train()\n    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)"),
        hint="Which optimizer was your function given, and what does it remember?"),
    row("epoch_trains_a_copy", "another network is trained, or a copy: the one that was handed in stays as it was",
        change("    network.train()",
               "    import copy\n    network = copy.deepcopy(network)\n"
               "    optimizer = type(optimizer)(network.parameters(), **optimizer.defaults)\n    network.train()"),
        hint="Which network will the caller look at afterwards?"),
    hint=WHICH_TOTAL,
)

HOW_MANY = "How many numbers does your `range` run through?"
SAME_OPTIMIZER = "What does an optimizer with momentum remember, and what becomes of it when a new one is made?"

FIT = mistakes("fit",
    row("one_epoch_too_few", "it runs one epoch too few",
        change("range(epochs)", "range(1, epochs)"), hint=HOW_MANY),
    row("one_epoch_too_many", "it runs one epoch too many",
        change("range(epochs)", "range(epochs + 1)"), hint=HOW_MANY),
    row("returns_after_the_first_epoch", "only one epoch runs: does `return` stand in the loop, or is `epochs` unused?",
        change("    return history", "        return history"), hint=HOW_MANY),
    row("new_optimizer_each_epoch", "what the optimizer remembers is lost after each epoch, as if it were made anew",
        change("        history.append",
               "        optimizer = type(optimizer)(network.parameters(), **optimizer.defaults)\n"
               "        history.append"), hint=SAME_OPTIMIZER),
    row("own_optimizer", "an optimizer of its own is made; the one that was handed in is not used",
        change("    history = []",
               "    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)\n    history = []"),
        hint="Which optimizer was your function given?"),
    row("own_optimizer_each_epoch",
        "an optimizer of its own is made for each epoch; the one that was handed in is not used",
        change("        history.append",
               "        optimizer = torch.optim.Adam(network.parameters(), lr=0.01)\n        history.append"),
        hint="Which optimizer was your function given?"),
    row("generator_returned", "no epoch runs before somebody asks for entries of what is returned, as of a generator",
        rewrite("""
            def fit(network, loader, optimizer, epochs):
                return (train_one_epoch(network, loader, optimizer) for _ in range(epochs))
        """), hint="When does what stands in round brackets, or before a `yield`, run?"),
    row("new_network_each_epoch", "each epoch starts again from the first weights, so none builds on the one before",
        rewrite("""
            import copy

            def fit(network, loader, optimizer, epochs):
                history = []
                for _ in range(epochs):
                    fresh = copy.deepcopy(network)
                    fresh_optimizer = type(optimizer)(fresh.parameters(), **optimizer.defaults)
                    fresh.train()
                    total_correct, total_loss = 0, 0.0
                    for images, labels in loader:
                        preds = fresh(images)
                        loss = F.cross_entropy(preds, labels)
                        fresh_optimizer.zero_grad()
                        loss.backward()
                        fresh_optimizer.step()
                        total_correct += get_num_correct(preds, labels)
                        total_loss += loss.item()
                    history.append((total_correct, total_loss))
                return history
        """), hint="What does the second epoch know of the first?"),
    row("trains_a_new_network", "another network is trained, so the one that was handed in stays as it was",
        change("history = []",
               "network = Network()\n    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)\n"
               "    history = []"), hint="Which network will the caller look at afterwards?"),
    row("notebooks_loader", "the notebook's `train_loader` is used, whatever loader was given",
        change("(network, loader, optimizer))", "(network, train_loader, optimizer))"),
        hint="Which loader did you hand on: the one that you were given?"),
    row("trains_a_copy", "a copy of the network is trained, the network that was handed in stays as it was",
        change("    history = []",
               "    import copy\n    network = copy.deepcopy(network)\n"
               "    optimizer = type(optimizer)(network.parameters(), **optimizer.defaults)\n    history = []"),
        hint="Which network will the caller look at afterwards?"),
    row("cumulative_totals", "the totals run on from epoch to epoch instead of starting anew",
        rewrite("""
            def fit(network, loader, optimizer, epochs):
                history = []
                total_correct, total_loss = 0, 0.0
                for _ in range(epochs):
                    correct, loss = train_one_epoch(network, loader, optimizer)
                    total_correct += correct
                    total_loss += loss
                    history.append((total_correct, total_loss))
                return history
        """), hint="Where do the totals of an epoch start?"),
    row("history_in_a_default_argument",
        "the list still holds the epochs of the call before: is it made outside, or a default argument?",
        change("optimizer, epochs):", "optimizer, epochs, history=[]):"), without("history = []"),
        hint="Which line makes the list, and when does Python run it: at every call, or once?"),
    row("losses_only", "only the losses are returned, without the numbers of correct answers",
        change("train_one_epoch(network, loader, optimizer)", "train_one_epoch(network, loader, optimizer)[1]"),
        hint="What belongs to each epoch in the list?"),
    row("returns_nothing", "nothing is returned",
        without("return history"), hint="What does a function give back that has no `return`?"),
)

TRAINED_NETWORK = mistakes("trained_network",
    row("never_trained", "the network has not been trained",
        without("fit("), hint="Which call in your cell changes the weights of `trained_network`?"),
    row("steps_too_long",
        "the network gives every image the same answer, as after steps that are far too long",
        change("lr=0.01", "lr=3.0"), change("epochs=4", "epochs=1"),
        hint="What happened to the loss in your experiments when the steps were too long?"),
    row("trained_too_little", "the training ended, or crept along, long before the network had learned what it can",
        change("lr=0.01", "lr=0.001"), change("epochs=4", "epochs=1"),
        hint="Does your curve still rise when the training ends?"),
)
