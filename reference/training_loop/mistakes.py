"""Known wrong turns of the training loop lesson: how each changes the reference's cell, and what a student is told."""

from autograder.authoring import mistake

# --- Network ----------------------------------------------------------------------------------------------------------

WHERE_RELU = "After which layers does the table ask for a ReLU, and after which not?"
LOGITS = "What does `F.cross_entropy` expect, and what does it do to it?"


@mistake("Network", hint=WHERE_RELU)
def relu_after_out(cell):
    """a ReLU stands after `out`: negative logits become 0 and their differences are lost"""
    return cell.change("return self.out(features)", "return F.relu(self.out(features))")


@mistake("Network", hint=LOGITS)
def softmax_after_out(cell):
    """the network ends in a softmax; the loss contains one already, so it would be applied twice"""
    return cell.change("return self.out(features)", "return F.softmax(self.out(features), dim=1)")


@mistake("Network", hint=LOGITS)
def log_softmax_after_out(cell):
    """the network ends in a log-softmax instead of bare logits"""
    return cell.change("return self.out(features)", "return F.log_softmax(self.out(features), dim=1)")


@mistake("Network", hint=WHERE_RELU)
def no_relu_after_conv1(cell):
    """the ReLU after `conv1` is missing"""
    return cell.change("F.relu(self.conv1(images))", "self.conv1(images)")


@mistake("Network", hint=WHERE_RELU)
def no_relu_after_conv2(cell):
    """the ReLU after `conv2` is missing"""
    return cell.change("F.relu(self.conv2(maps))", "self.conv2(maps)")


@mistake("Network", hint=WHERE_RELU)
def no_relu_after_either_convolution(cell):
    """the ReLUs after both convolutions are missing"""
    return cell.change("F.relu(self.conv1(images))", "self.conv1(images)").change(
        "F.relu(self.conv2(maps))", "self.conv2(maps)"
    )


@mistake("Network", hint=WHERE_RELU)
def no_relu_after_fc1(cell):
    """the ReLU after `fc1` is missing, so `fc1` and `fc2` act as one linear layer"""
    return cell.change("F.relu(self.fc1(features))", "self.fc1(features)")


@mistake("Network", hint=WHERE_RELU)
def no_relu_after_fc2(cell):
    """the ReLU after `fc2` is missing, so `fc2` and `out` act as one linear layer"""
    return cell.change("F.relu(self.fc2(features))", "self.fc2(features)")


@mistake("Network", hint=WHERE_RELU)
def no_relu_after_fc1_and_fc2(cell):
    """the ReLUs after `fc1` and `fc2` are missing, so the three linear layers act as one"""
    return cell.change("F.relu(self.fc1(features))", "self.fc1(features)").change(
        "F.relu(self.fc2(features))", "self.fc2(features)"
    )


@mistake("Network", hint=WHERE_RELU)
def no_activation_at_all(cell):
    """there is no ReLU anywhere"""
    return cell.change("F.relu", "")


@mistake("Network", hint="Which function does the table name: does it bend at 0 or saturate on both sides?")
def sigmoid_for_relu(cell):
    """the activation is the sigmoid instead of the ReLU"""
    return cell.change("F.relu", "torch.sigmoid")


@mistake("Network", hint="Should a 2×2 square keep its strongest response, or blend all four?")
def average_pooling(cell):
    """average pooling is used where max pooling is asked"""
    return cell.change("F.max_pool2d", "F.avg_pool2d")


@mistake(
    "Network",
    hint="How wide is a 28 pixel image after a 5×5 window has slid over it, without anything added at the edges?",
)
def padded_convolutions(cell):
    """the convolutions pad their input, so the pictures stay larger than they should and `fc1` gets too many inputs"""
    return cell.change("kernel_size=5", "kernel_size=5, padding=2").change("12 * 4 * 4", "12 * 7 * 7")


@mistake("Network", hint="How many times 5×5 pixels fit side by side: 28 - 5 + 1. What does 3×3 give?")
def three_by_three_windows(cell):
    """the windows of the convolutions are 3×3 instead of 5×5"""
    return cell.change("kernel_size=5", "kernel_size=3").change("12 * 4 * 4", "12 * 5 * 5")


@mistake("Network", hint="Where does `__init__` use its argument?")
def one_channel_always(cell):
    """the number of input channels is written into `conv1`, the argument `channels` is ignored"""
    return cell.change("nn.Conv2d(channels, 6", "nn.Conv2d(1, 6")


@mistake("Network", hint="What comes out of `conv1`, and what has to go into `conv2`?")
def channels_swapped(cell):
    """the channels of `conv2` are swapped: it takes 12 and gives 6"""
    return cell.change("nn.Conv2d(6, 12", "nn.Conv2d(12, 6").change("12 * 4 * 4", "6 * 4 * 4")


@mistake("Network", hint="Which sizes does the table give for `fc1` and `fc2`?")
def linear_sizes_swapped(cell):
    """the sizes of `fc1` and `fc2` are swapped: 60 units first, then 120"""
    return (
        cell.change("nn.Linear(12 * 4 * 4, 120)", "nn.Linear(12 * 4 * 4, 60)")
        .change("nn.Linear(120, 60)", "nn.Linear(60, 120)")
        .change("nn.Linear(60, 10)", "nn.Linear(120, 10)")
    )


@mistake("Network", hint="Which axis of (N, 12, 4, 4) counts the images?")
def flattens_the_batch(cell):
    """the batch axis is flattened together with the others"""
    return cell.change("flatten(start_dim=1)", "flatten()")


@mistake("Network", hint="What is the shape of the result for a batch of one image?")
def squeezes_the_batch(cell):
    """an axis of length one is dropped, so a batch of one image loses its batch axis"""
    return cell.change("return self.out(features)", "return self.out(features).squeeze()")


# --- get_num_correct --------------------------------------------------------------------------------------------------

WHICH_AXIS = "Axis 0 counts images, axis 1 counts classes: along which of them is the best class found?"


@mistake("get_num_correct", hint=WHICH_AXIS)
def argmax_over_the_batch(cell):
    """the argmax runs over the batch axis: for each class it finds an image, not for each image a class"""
    return cell.change("argmax(dim=1)", "argmax(dim=0)")


@mistake("get_num_correct", hint=WHICH_AXIS)
def argmax_over_everything(cell):
    """the argmax runs over the whole batch at once and gives a single position for all images"""
    return cell.change("argmax(dim=1)", "argmax()")


@mistake("get_num_correct", hint="What type has the result, and what does `.item()` do?")
def count_as_tensor(cell):
    """the count is returned as a tensor"""
    return cell.change(".item()", "")


@mistake("get_num_correct", hint="How many images are right, or which part of them?")
def share_for_count(cell):
    """the share of correct answers is returned instead of their number"""
    return cell.change(".sum().item()", ".float().mean().item()")


@mistake("get_num_correct", hint="Which comparison is true for a correct answer?")
def counts_the_wrong_answers(cell):
    """the wrong answers are counted instead of the correct ones"""
    return cell.change(".eq(labels)", ".ne(labels)")


@mistake("get_num_correct", hint="Which logit of a row is the network's answer?")
def smallest_logit(cell):
    """the smallest logit is taken for the answer instead of the largest"""
    return cell.change("argmax", "argmin")


@mistake("get_num_correct", hint="How many images has the last batch?")
def scaled_to_a_hundred(cell):
    """the count is scaled to a batch of 100 images, whatever the size of the batch"""
    return cell.change("return preds", "return 100 // len(labels) * preds")


# --- softmax ----------------------------------------------------------------------------------------------------------


@mistake("softmax", hint="What is `np.exp(1000)`, and by how much may you shift the logits of one image?")
def unstable(cell):
    """nothing is subtracted before the exponential, which overflows for large logits"""
    return cell.change(" - np.max(a, axis=-1, keepdims=True)", "")


@mistake("softmax", hint="Whose largest logit should be subtracted: that of the image, or of the whole batch?")
def one_shift_for_all(cell):
    """one maximum of the whole batch is subtracted from every image, so one large logit drowns the other images"""
    return cell.change("np.max(a, axis=-1, keepdims=True)", "np.max(a)")


@mistake("softmax", hint="Over which axis must the probabilities of one image add up to 1?")
def over_the_batch(cell):
    """the softmax runs over the images of the batch instead of the classes of each image"""
    return cell.change("axis=-1", "axis=0")


@mistake("softmax", hint="Over which axis must the probabilities of one image add up to 1?")
def sum_over_the_batch(cell):
    """the sum runs over the images of the batch instead of the classes of each image"""
    return cell.change("np.sum(exponentials, axis=-1", "np.sum(exponentials, axis=0")


@mistake("softmax", hint="What do the probabilities of *one* image add up to?")
def over_everything(cell):
    """the softmax runs over the whole batch, so not each image but the whole batch adds up to 1"""
    return cell.change(", axis=-1, keepdims=True", "")


@mistake("softmax", hint="What do the probabilities of *one* image add up to?")
def sum_over_everything(cell):
    """the sum runs over the whole batch, so not each image but the whole batch adds up to 1"""
    return cell.change("np.sum(exponentials, axis=-1, keepdims=True)", "np.sum(exponentials)")


@mistake("softmax", hint="Which number has the last axis, counted from the end?")
def only_for_batches(cell):
    """the classes are looked for on axis 1, which a single image does not have"""
    return cell.change("axis=-1", "axis=1")


@mistake("softmax", hint="What shape has a sum over an axis, and to which axis of the batch does NumPy fit it?")
def axis_not_kept(cell):
    """the sums lose their axis, so each column instead of each row is divided by them"""
    return cell.change("np.sum(exponentials, axis=-1, keepdims=True)", "np.sum(exponentials, axis=-1)")


@mistake("softmax", hint="What happens to the caller's array when you write `a -= …`?")
def changes_its_argument(cell):
    """the shift is done in place, in the array that belongs to the caller"""
    return cell.change("shifted = a - np.max(", "shifted = a; shifted -= np.max(")


@mistake("softmax", hint="What does `np.zeros_like` of an array of ints hold?")
def whole_numbers_only(cell):
    """for logits in whole numbers the probabilities are cut to whole numbers as well"""
    return (
        cell.change("return exponentials", "result = np.zeros_like(a)\n    result[...] = exponentials")
        + "    return result\n"
    )


@mistake("softmax", hint="Which library does the exercise ask for?")
def softmax_by_torch(cell):
    """torch does the work"""
    return cell.rewrite("""
        def softmax(a):
            return torch.softmax(torch.tensor(a, dtype=torch.float64), dim=-1).numpy()
    """)


@mistake("softmax", hint="Do your results add up to 1?")
def log_softmax(cell):
    """the logarithms of the probabilities are returned"""
    return cell.change(
        "exponentials / np.sum(exponentials, axis=-1, keepdims=True)",
        "shifted - np.log(np.sum(exponentials, axis=-1, keepdims=True))",
    )


@mistake("softmax", hint="How many digits do the checks compare?")
def rounded_probabilities(cell):
    """the probabilities are rounded"""
    return cell.change(
        "return exponentials / np.sum(exponentials, axis=-1, keepdims=True)",
        "return np.round(exponentials / np.sum(exponentials, axis=-1, keepdims=True), 2)",
    )


# --- cross_entropy ----------------------------------------------------------------------------------------------------


@mistake("cross_entropy", hint="What stands in front of the sum in the formula?")
def sum_for_mean(cell):
    """the surprises are added up instead of averaged"""
    return cell.change("np.mean", "np.sum")


@mistake("cross_entropy", hint="Logarithms of probabilities are negative. And the loss?")
def wrong_sign(cell):
    """the minus is missing: the better the network, the larger this loss"""
    return cell.change("-np.mean", "np.mean")


@mistake("cross_entropy", hint="Are logits probabilities?")
def no_softmax(cell):
    """the logarithm is taken of the logits themselves; they have to become probabilities first"""
    return cell.change("softmax(logits)", "logits")


@mistake("cross_entropy", hint="Over which axis must the probabilities of one image add up to 1?")
def probabilities_over_the_batch(cell):
    """the softmax in it runs over the images of the batch instead of the classes of each image"""
    return cell.change("softmax(logits)", "(np.exp(logits) / np.exp(logits).sum(axis=0))")


@mistake("cross_entropy", hint="How often does the formula turn numbers into probabilities?")
def softmax_twice(cell):
    """the softmax is applied twice"""
    return cell.change("softmax(logits)", "softmax(softmax(logits))")


@mistake("cross_entropy", hint="To which base is the logarithm in the formula?")
def log_base_two(cell):
    """the logarithm is to base 2; the formula has the natural one"""
    return cell.change("np.log(", "np.log2(")


@mistake("cross_entropy", hint="To which base is the logarithm in the formula?")
def log_base_ten(cell):
    """the logarithm is to base 10; the formula has the natural one"""
    return cell.change("np.log(", "np.log10(")


@mistake("cross_entropy", hint="What would your function return for other logits?")
def hard_coded(cell):
    """the value of the example is returned, whatever the logits are"""
    return cell.change("return float(-np.mean(np.log(of_the_labels)))", "return 2.8087")


@mistake("cross_entropy", hint="How many numbers should be left when one probability is taken from each row?")
def every_label_for_every_image(cell):
    """each image is charged for the labels of all images, not for its own"""
    return cell.change("[np.arange(len(labels)), labels]", "[:, labels]")


@mistake("cross_entropy", hint="By what is the sum divided: by the images, or by all logits?")
def mean_over_the_classes_too(cell):
    """the sum is divided by the number of all logits instead of the number of images"""
    return cell.change("-np.mean(np.log(of_the_labels))", "-np.sum(np.log(of_the_labels)) / logits.size")


@mistake("cross_entropy", hint="What comes first in the formula, the logarithm or the mean?")
def log_of_the_mean(cell):
    """the mean is taken first and its logarithm afterwards"""
    return cell.change("np.mean(np.log(of_the_labels))", "np.log(np.mean(of_the_labels))")


@mistake("cross_entropy", hint="Where is the logarithm of the formula?")
def no_logarithm(cell):
    """the mean probability is returned, there is no logarithm"""
    return cell.change("np.log(of_the_labels)", "of_the_labels")


@mistake("cross_entropy", hint="What does the index of the largest logit have to do with the label?")
def probability_of_the_answer(cell):
    """the probability of the network's own answer is taken instead of that of the label"""
    return cell.change("[np.arange(len(labels)), labels]", ".max(axis=-1)")


@mistake("cross_entropy", hint="One number for the batch, or one for each image?")
def one_loss_per_image(cell):
    """a loss for each image is returned instead of their mean"""
    return cell.change("float(-np.mean(np.log(of_the_labels)))", "-np.log(of_the_labels)")


@mistake("cross_entropy", hint="Which library does the exercise ask for?")
def cross_entropy_by_torch(cell):
    """torch does the work"""
    return cell.rewrite("""
        def cross_entropy(logits, labels):
            return F.cross_entropy(torch.tensor(logits).double(), torch.tensor(labels)).item()
    """)


@mistake("cross_entropy", hint="How many digits do the checks compare?")
def rounded_loss(cell):
    """the loss is rounded"""
    return cell.change("float(-np.mean(np.log(of_the_labels)))", "round(float(-np.mean(np.log(of_the_labels))), 2)")


# --- gradient_sum -----------------------------------------------------------------------------------------------------

WHOSE_GRADIENT = "Which parameter of which layer does the exercise name?"


@mistake("gradient_sum", hint="What may happen to the signs?")
def absolute_values(cell):
    """absolute values are added up, the signs are lost"""
    return cell.change("gradient.sum()", "gradient.abs().sum()")


@mistake("gradient_sum", hint="Sum or average?")
def mean_for_sum(cell):
    """the mean of the gradient is returned instead of its sum"""
    return cell.change("gradient.sum()", "gradient.mean()")


@mistake("gradient_sum", hint="What is the length of a vector, and what the sum of its elements?")
def norm_for_sum(cell):
    """the length (norm) of the gradient is returned instead of its sum"""
    return cell.change("gradient.sum()", "gradient.norm()")


@mistake("gradient_sum", hint="Where does `backward` leave the slope of a weight?")
def weights_for_gradients(cell):
    """the weights are added up instead of their gradients"""
    return cell.change("network.conv1.weight.grad", "network.conv1.weight")


@mistake("gradient_sum", hint="What is `.grad` before the first `backward`?")
def none_crashes(cell):
    """a gradient of None is not provided for"""
    return cell.change("0.0 if gradient is None else ", "")


@mistake("gradient_sum", hint="What should the sum of nothing be?")
def none_returned(cell):
    """None is returned where there is no gradient, instead of 0.0"""
    return cell.change("0.0 if gradient is None", "None if gradient is None")


@mistake("gradient_sum", hint=WHOSE_GRADIENT)
def bias_gradient(cell):
    """the gradient of the bias is added up instead of that of the weights"""
    return cell.change("conv1.weight.grad", "conv1.bias.grad")


@mistake("gradient_sum", hint=WHOSE_GRADIENT)
def whole_layer(cell):
    """the gradient of the bias is added in"""
    return cell.change("gradient.sum().item()", "(gradient.sum() + network.conv1.bias.grad.sum()).item()")


@mistake("gradient_sum", hint=WHOSE_GRADIENT)
def whole_network(cell):
    """the gradients of all layers are added up instead of those of the weights of `conv1`"""
    return cell.change("gradient.sum().item()", "sum(p.grad.sum().item() for p in network.parameters())")


@mistake("gradient_sum", hint="How large are gradients, and what is left of them after rounding?")
def rounded_sum(cell):
    """the sum is rounded"""
    return cell.change("gradient.sum().item()", "round(gradient.sum().item(), 2)")


@mistake("gradient_sum", hint="What type has the result, and what does `.item()` do?")
def sum_as_tensor(cell):
    """the sum is returned as a tensor"""
    return cell.change(".item()", "")


# --- train_one_batch --------------------------------------------------------------------------------------------------

CLEARING = "Where does a gradient go when the next batch arrives?"
ORDER = "Which of `backward` and `step` needs what the other one leaves in `.grad`?"
BEFORE_OR_AFTER = "With which weights was this number computed, those before the step or those after it?"
MODE = "Which mode might the network be in when your function gets it?"
LOGITS_GO_IN = "What does `F.cross_entropy` do with its input before it takes the logarithm?"


@mistake("train_one_batch", hint=CLEARING)
def batch_gradients_never_cleared(cell):
    """gradients are never cleared, so every step repeats all the steps before it"""
    return cell.without("optimizer.zero_grad()")


@mistake("train_one_batch", hint=CLEARING)
def batch_gradients_cleared_too_late(cell):
    """the gradients are cleared between `backward` and the step, so the step has nothing to go by"""
    return cell.change("optimizer.zero_grad()\n    loss.backward()", "loss.backward()\n    optimizer.zero_grad()")


@mistake("train_one_batch", hint=ORDER)
def batch_step_before_backward(cell):
    """the step is made before `backward`, when the gradients have just been cleared"""
    return cell.change("loss.backward()\n    optimizer.step()", "optimizer.step()\n    loss.backward()")


@mistake("train_one_batch", hint=ORDER)
def batch_step_with_the_last_gradient(cell):
    """the step is made before `backward`, along the gradient of the batch before"""
    return cell.change(
        "optimizer.zero_grad()\n    loss.backward()\n    optimizer.step()",
        "optimizer.step()\n    optimizer.zero_grad()\n    loss.backward()",
    )


@mistake("train_one_batch", hint="Which call moves the weights?")
def batch_no_step(cell):
    """the optimizer never makes its step, the weights stay what they were"""
    return cell.without("optimizer.step()")


@mistake("train_one_batch", hint="Which call computes the gradients that the step follows?")
def batch_no_backward(cell):
    """`backward` is never called, so there is no gradient for the step to follow"""
    return cell.without("loss.backward()")


@mistake("train_one_batch", hint="How often does your function move the weights?")
def batch_two_steps(cell):
    """two steps are made instead of one"""
    return cell.change("optimizer.step()", "optimizer.step()\n    optimizer.step()")


@mistake("train_one_batch", hint="In which direction does the loss become smaller?")
def batch_uphill(cell):
    """the step goes uphill: `backward` is called on minus the loss"""
    return cell.change("loss.backward()", "(-loss).backward()")


@mistake("train_one_batch", hint=MODE)
def batch_no_train_mode(cell):
    """the network is not put into training mode"""
    return cell.without("network.train()")


@mistake("train_one_batch", hint=LOGITS_GO_IN)
def batch_softmax_before_loss(cell):
    """a softmax is applied before the cross entropy, which contains one already"""
    return cell.change("F.cross_entropy(preds", "F.cross_entropy(preds.softmax(dim=1)").change(
        "preds.softmax(dim=1)_after", "preds_after.softmax(dim=1)"
    )


@mistake("train_one_batch", hint="Mean or sum: which does the lesson's formula have, and which does your loss use?")
def batch_loss_summed(cell):
    """the loss is the sum over the batch instead of the mean, so the step is too long by the batch size"""
    return cell.change(", labels)\n    optimizer", ', labels, reduction="sum")\n    optimizer').change(
        "F.cross_entropy(preds_after, labels)", 'F.cross_entropy(preds_after, labels, reduction="sum")'
    )


@mistake("train_one_batch", hint="Which optimizer was your function given, and what does it remember?")
def batch_own_optimizer(cell):
    """an optimizer of its own is made for every batch; the one that was handed in is not used"""
    return cell.change(
        "    network.train()", "    network.train()\n    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)"
    )


@mistake("train_one_batch", hint=BEFORE_OR_AFTER)
def batch_after_is_before(cell):
    """`loss_after` and `correct_after` are computed with the weights from before the step"""
    return cell.change("preds_after = network(images)", "preds_after = preds")


@mistake("train_one_batch", hint=BEFORE_OR_AFTER)
def batch_old_loss_after(cell):
    """`loss_after` is the loss from before the step"""
    return cell.change('"loss_after": loss_after.item()', '"loss_after": loss.item()')


@mistake("train_one_batch", hint=BEFORE_OR_AFTER)
def batch_old_count_after(cell):
    """`correct_after` is counted on the answers from before the step"""
    return cell.change("get_num_correct(preds_after, labels)", "get_num_correct(preds, labels)")


@mistake("train_one_batch", hint=BEFORE_OR_AFTER)
def batch_before_is_after(cell):
    """`loss_before` and `correct_before` are computed with the weights from after the step"""
    return cell.change('"loss_before": loss.item()', '"loss_before": loss_after.item()').change(
        '"correct_before": get_num_correct(preds, labels)', '"correct_before": get_num_correct(preds_after, labels)'
    )


@mistake("train_one_batch", hint="What type has a loss that PyTorch computed, and what does `.item()` do?")
def batch_losses_as_tensors(cell):
    """the losses are returned as tensors, which are no numbers and keep the whole computation in memory"""
    return cell.change("loss.item()", "loss").change("loss_after.item()", "loss_after")


@mistake("train_one_batch", hint="A count or a share?")
def batch_share_for_count(cell):
    """shares of correct answers are returned instead of counts"""
    return cell.change("get_num_correct(preds, labels)", "get_num_correct(preds, labels) / len(labels)").change(
        "get_num_correct(preds_after, labels)", "get_num_correct(preds_after, labels) / len(labels)"
    )


@mistake("train_one_batch", hint="Which network will the caller look at afterwards?")
def batch_trains_a_copy(cell):
    """a copy of the network is trained, the network that was handed in stays as it was"""
    return cell.change(
        "    network.train()", "    import copy\n    network = copy.deepcopy(network)\n    network.train()"
    )


# --- train_one_epoch --------------------------------------------------------------------------------------------------

WHICH_TOTAL = "How does the exercise define `total_loss`?"


@mistake("train_one_epoch", hint=CLEARING)
def epoch_gradients_never_cleared(cell):
    """gradients are never cleared, so every step repeats all the steps before it"""
    return cell.without("optimizer.zero_grad()")


@mistake("train_one_epoch", hint=CLEARING)
def epoch_gradients_cleared_once(cell):
    """gradients are cleared once an epoch instead of once a batch"""
    return cell.without("optimizer.zero_grad()").change(
        "    network.train()", "    network.train()\n    optimizer.zero_grad()"
    )


@mistake("train_one_epoch", hint=ORDER)
def epoch_step_before_backward(cell):
    """the step is made before `backward`, when the gradients have just been cleared"""
    return cell.change("loss.backward()\n        optimizer.step()", "optimizer.step()\n        loss.backward()")


@mistake("train_one_epoch", hint=ORDER)
def epoch_step_with_the_last_gradient(cell):
    """the step is made before `backward`, along the gradient of the batch before"""
    return cell.change(
        "optimizer.zero_grad()\n        loss.backward()\n        optimizer.step()",
        "optimizer.step()\n        optimizer.zero_grad()\n        loss.backward()",
    )


@mistake("train_one_epoch", hint="Which call moves the weights?")
def epoch_no_step(cell):
    """the optimizer never makes its step, the weights stay what they were"""
    return cell.without("optimizer.step()")


@mistake("train_one_epoch", hint="Which call computes the gradients that the step follows?")
def epoch_no_backward(cell):
    """`backward` is never called, so there is no gradient for the step to follow"""
    return cell.without("loss.backward()")


@mistake("train_one_epoch", hint="How many steps should one batch cause?")
def epoch_two_steps_a_batch(cell):
    """every batch makes two steps instead of one"""
    return cell.change("optimizer.step()", "optimizer.step()\n        optimizer.step()")


@mistake("train_one_epoch", hint="How many steps should one epoch make?")
def epoch_one_step_in_all(cell):
    """there is one step at the end of the epoch instead of one for every batch"""
    return (
        cell.without("optimizer.step()")
        .without("optimizer.zero_grad()")
        .change("    return total", "    optimizer.step()\n    optimizer.zero_grad()\n    return total")
    )


@mistake("train_one_epoch", hint="Is every line that should run for each batch inside the loop?")
def epoch_step_outside_the_loop(cell):
    """the step stands behind the loop, so only the gradient of the last batch is ever followed"""
    return cell.without("optimizer.step()").change("    return total", "    optimizer.step()\n    return total")


@mistake("train_one_epoch", hint="Which batch's gradient has never been followed when your function returns?")
def epoch_last_update_missing(cell):
    """the step of the last batch is never made"""
    return cell.change(
        "for images, labels in loader:", "for number, (images, labels) in enumerate(loader, start=1):"
    ).change("optimizer.step()", "if number < len(loader):\n            optimizer.step()")


@mistake("train_one_epoch", hint=MODE)
def epoch_no_train_mode(cell):
    """the network is not put into training mode"""
    return cell.without("network.train()")


@mistake("train_one_epoch", hint=LOGITS_GO_IN)
def epoch_softmax_before_loss(cell):
    """a softmax is applied before the cross entropy, which contains one already"""
    return cell.change("F.cross_entropy(preds, labels)", "F.cross_entropy(preds.softmax(dim=1), labels)")


@mistake("train_one_epoch", hint=BEFORE_OR_AFTER)
def epoch_figures_after_the_step(cell):
    """loss and correct answers are measured after each batch's step instead of before it"""
    return cell.change(
        "        total_correct +=",
        "        preds = network(images)\n        loss = F.cross_entropy(preds, labels)\n        total_correct +=",
    )


@mistake("train_one_epoch", hint="With which weights are the figures of the first batch measured?")
def epoch_figures_after_the_epoch(cell):
    """loss and correct answers are measured in a second pass, when the epoch is over"""
    return (
        cell.without("total_correct +=")
        .without("total_loss +=")
        .change(
            "    return total",
            "    for images, labels in loader:\n"
            "        preds = network(images)\n"
            "        total_correct += get_num_correct(preds, labels)\n"
            "        total_loss += F.cross_entropy(preds, labels).item()\n"
            "    return total",
        )
    )


@mistake("train_one_epoch", hint=WHICH_TOTAL)
def epoch_mean_of_batch_losses(cell):
    """the mean of the batch losses is returned instead of their sum"""
    return cell.change("return total_correct, total_loss", "return total_correct, total_loss / len(loader)")


@mistake("train_one_epoch", hint=WHICH_TOTAL)
def epoch_loss_weighted(cell):
    """each batch's loss is multiplied by its number of images; a plain sum of the batch losses is asked"""
    return cell.change("loss.item()", "loss.item() * len(labels)")


@mistake("train_one_epoch", hint=WHICH_TOTAL)
def epoch_mean_loss_per_image(cell):
    """the mean loss per image is returned; the sum of the batch losses is asked"""
    return cell.change("loss.item()", "loss.item() * len(labels)").change(
        "return total_correct, total_loss", "return total_correct, total_loss / len(loader.dataset)"
    )


@mistake("train_one_epoch", hint="What is left of the first batch's figures when the loop ends?")
def epoch_figures_of_the_last_batch(cell):
    """the figures of the last batch alone are returned"""
    return cell.change("total_correct +=", "total_correct =").change("total_loss +=", "total_loss =")


@mistake("train_one_epoch", hint="How often does your loop run?")
def epoch_first_batch_only(cell):
    """the function returns after its first batch"""
    return cell.change("    return total", "        return total")


@mistake("train_one_epoch", hint="Is every line that should run for each batch inside the loop?")
def epoch_last_batch_only(cell):
    """only the last batch is learned from: the loop ends before the work begins"""
    return cell.rewrite("""
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
    """)


@mistake("train_one_epoch", hint="What happens to a batch that is smaller than the others?")
def epoch_short_batch_dropped(cell):
    """the last, short batch is skipped"""
    return cell.change(
        "        preds =", "        if len(labels) < loader.batch_size:\n            continue\n        preds ="
    )


@mistake("train_one_epoch", hint="A count or a share?")
def epoch_share_for_count(cell):
    """the share of correct answers is returned instead of their number"""
    return cell.change("return total_correct,", "return total_correct / len(loader.dataset),")


@mistake("train_one_epoch", hint="Which of the two comes first?")
def epoch_pair_swapped(cell):
    """the pair is swapped: the loss comes first"""
    return cell.change("return total_correct, total_loss", "return total_loss, total_correct")


@mistake("train_one_epoch", hint="What type has a loss that PyTorch computed, and what does `.item()` do?")
def epoch_loss_as_tensor(cell):
    """the total loss is a tensor, which is no number and keeps the computation of every batch in memory"""
    return cell.change("loss.item()", "loss")


@mistake("train_one_epoch", hint="Which optimizer was your function given, and what does it remember?")
def epoch_own_optimizer(cell):
    """an optimizer of its own is made; the one that was handed in is not used"""
    return cell.change(
        "    network.train()", "    network.train()\n    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)"
    )


@mistake("train_one_epoch", hint="Which network will the caller look at afterwards?")
def epoch_trains_a_copy(cell):
    """a copy of the network is trained, the network that was handed in stays as it was"""
    return cell.change(
        "    network.train()",
        "    import copy\n    network = copy.deepcopy(network)\n"
        "    optimizer = type(optimizer)(network.parameters(), **optimizer.defaults)\n    network.train()",
    )


# --- fit --------------------------------------------------------------------------------------------------------------

HOW_MANY = "How many numbers does your `range` run through?"
SAME_OPTIMIZER = "What does an optimizer with momentum remember, and what becomes of it when a new one is made?"


@mistake("fit", hint=HOW_MANY)
def one_epoch_too_few(cell):
    """it runs one epoch too few"""
    return cell.change("range(epochs)", "range(1, epochs)")


@mistake("fit", hint=HOW_MANY)
def one_epoch_too_many(cell):
    """it runs one epoch too many"""
    return cell.change("range(epochs)", "range(epochs + 1)")


@mistake("fit", hint="Where does your `return` stand?")
def returns_after_the_first_epoch(cell):
    """it returns after the first epoch"""
    return cell.change("    return history", "        return history")


@mistake("fit", hint=SAME_OPTIMIZER)
def new_optimizer_each_epoch(cell):
    """a new optimizer is made for each epoch, and the memory of the one before is lost"""
    return cell.change(
        "        history.append",
        "        optimizer = type(optimizer)(network.parameters(), **optimizer.defaults)\n        history.append",
    )


@mistake("fit", hint="Which optimizer was your function given?")
def own_optimizer(cell):
    """an optimizer of its own is made; the one that was handed in is not used"""
    return cell.change(
        "    history = []", "    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)\n    history = []"
    )


@mistake("fit", hint="Which optimizer was your function given?")
def own_optimizer_each_epoch(cell):
    """an optimizer of its own is made for each epoch; the one that was handed in is not used"""
    return cell.change(
        "        history.append",
        "        optimizer = torch.optim.Adam(network.parameters(), lr=0.01)\n        history.append",
    )


@mistake("fit", hint="What does the second epoch know of the first?")
def new_network_each_epoch(cell):
    """each epoch starts with a new network, so nothing is carried from one to the next"""
    return cell.rewrite("""
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
    """)


@mistake("fit", hint="Which network will the caller look at afterwards?")
def trains_a_new_network(cell):
    """a new network is made and trained, the network that was handed in stays as it was"""
    new = "network = Network()\n    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)"
    return cell.change("history = []", f"{new}\n    history = []")


@mistake("fit", hint="Which loader did you hand on: the one that you were given?")
def notebooks_loader(cell):
    """the notebook's `train_loader` is used, whatever loader was given"""
    return cell.change("(network, loader, optimizer))", "(network, train_loader, optimizer))")


@mistake("fit", hint="Which network will the caller look at afterwards?")
def trains_a_copy(cell):
    """a copy of the network is trained, the network that was handed in stays as it was"""
    return cell.change(
        "    history = []",
        "    import copy\n    network = copy.deepcopy(network)\n"
        "    optimizer = type(optimizer)(network.parameters(), **optimizer.defaults)\n    history = []",
    )


@mistake("fit", hint="Where do the totals of an epoch start?")
def cumulative_totals(cell):
    """the totals run on from epoch to epoch instead of starting anew"""
    return cell.rewrite("""
        def fit(network, loader, optimizer, epochs):
            history = []
            total_correct, total_loss = 0, 0.0
            for _ in range(epochs):
                correct, loss = train_one_epoch(network, loader, optimizer)
                total_correct += correct
                total_loss += loss
                history.append((total_correct, total_loss))
            return history
    """)


@mistake("fit", hint="How many pairs should the list hold?")
def last_epoch_only(cell):
    """only the figures of the last epoch are returned"""
    return cell.change("return history", "return history[-1:]")


@mistake("fit", hint="When does Python make the default value of an argument: at every call, or once?")
def history_in_a_default_argument(cell):
    """the list is a default argument, which Python makes only once: it still holds the epochs of the call before"""
    return cell.change("optimizer, epochs):", "optimizer, epochs, history=[]):").without("history = []")


@mistake("fit", hint="In which order did the epochs happen?")
def newest_epoch_first(cell):
    """the epochs are listed backwards"""
    return cell.change(
        "history.append(train_one_epoch(network, loader, optimizer))",
        "history.insert(0, train_one_epoch(network, loader, optimizer))",
    )


@mistake("fit", hint="What belongs to each epoch in the list?")
def losses_only(cell):
    """only the losses are returned, without the numbers of correct answers"""
    return cell.change("train_one_epoch(network, loader, optimizer)", "train_one_epoch(network, loader, optimizer)[1]")


@mistake("fit", hint="What does a function give back that has no `return`?")
def returns_nothing(cell):
    """nothing is returned"""
    return cell.without("return history")


# --- trained_network --------------------------------------------------------------------------------------------------


@mistake("trained_network", hint="Which call in your cell changes the weights of `trained_network`?")
def never_trained(cell):
    """the network has not been trained"""
    return cell.without("fit(")


@mistake("trained_network", hint="What happened to the loss in your experiments when the steps were too long?")
def steps_too_long(cell):
    """the learning rate is so large that the network has lost itself and gives every image the same answer"""
    return cell.change("lr=0.01", "lr=3.0").change("epochs=4", "epochs=1")


@mistake("trained_network", hint="Does your curve still rise when the training ends?")
def trained_too_little(cell):
    """the training ended, or crept along, long before the network had learned what it can"""
    return cell.change("lr=0.01", "lr=0.001").change("epochs=4", "epochs=1")
