"""Known wrong turns in lenet_fashion. Private: only what they answer is recorded for students."""

from autograder.authoring import mistake

# ---------------------------------------------------------------------------------------------- conv_output_size

SIZES = "(size + 2 * padding - kernel_size) // stride + 1"


@mistake("conv_output_size", hint="What would 28 pixels, a window of 5 and padding 2 give if the padding were 0?")
def padding_forgotten(cell):
    """the padding is not counted, so every padded picture comes out too small"""
    return cell.change(" + 2 * padding", "")


@mistake("conv_output_size", hint="At how many ends of a row are zeros added?")
def padding_on_one_side(cell):
    """the padding is counted once, but a row is padded at both ends"""
    return cell.change("2 * padding", "padding")


@mistake("conv_output_size", hint="A window as wide as the row: at how many places does it fit?")
def one_place_too_few(cell):
    """the first place of the window is not counted: the + 1 is missing"""
    return cell.change("// stride + 1", "// stride")


@mistake("conv_output_size", hint="May the window take its last step if that carries it over the edge?")
def rounded_up(cell):
    """a last step that does not fit is counted: the quotient is rounded up instead of down"""
    return cell.change(SIZES, "-(-(size + 2 * padding - kernel_size) // stride) + 1")


@mistake("conv_output_size", hint="Half a step further: is that a place where the window fits?")
def rounded_to_nearest(cell):
    """the quotient is rounded to the nearest whole number instead of down"""
    return cell.change(SIZES, "round((size + 2 * padding - kernel_size) / stride) + 1")


@mistake("conv_output_size", hint="Which of Python's two divisions stays with whole numbers?")
def true_division(cell):
    """the width is a float: `/` gives a float even where the division comes out even"""
    return cell.change("// stride", "/ stride")


@mistake("conv_output_size", hint="What should happen to the width when the window moves by two pixels at a time?")
def stride_ignored(cell):
    """the stride is not used: the window is taken to move by one pixel"""
    return cell.change(" // stride", "")


@mistake("conv_output_size", hint="What does Python compute first in `a - b // c`?")
def division_first(cell):
    """only the window's width is divided by the stride: `//` binds more tightly than `+` and `-`"""
    return cell.change("(size + 2 * padding - kernel_size)", "size + 2 * padding - kernel_size")


# ---------------------------------------------------------------------------------------------- make_lenet


@mistake("make_lenet", hint="Is the drawing's first stack of maps 28 or 24 pixels wide?")
def no_padding(cell):
    """the first convolution has no padding, so 256 features arrive where the first linear layer expects 400"""
    return cell.change(", padding=2", "")


@mistake("make_lenet", hint="How wide is a map in the drawing where it reaches the first linear layer?")
def no_padding_and_256_features(cell):
    """the first convolution has no padding, and the first linear layer was fitted to that with 256 inputs"""
    return cell.change(", padding=2", "").change("400, 120", "256, 120")


@mistake("make_lenet", hint="28 + 2p − 5 + 1 should be 28. What is p?")
def padding_of_one(cell):
    """the first convolution is padded by 1 instead of 2, so its maps are 26 wide"""
    return cell.change("padding=2", "padding=1")


@mistake("make_lenet", hint="Which of the two convolutions is padded?")
def padding_on_both(cell):
    """the second convolution is padded too, so 784 features arrive where the first linear layer expects 400"""
    return cell.change("6, 16, kernel_size=5", "6, 16, kernel_size=5, padding=2")


@mistake("make_lenet", hint="What does LeNet's pooling do with four neighbours: choose or blend?")
def max_pooling(cell):
    """pooling takes the largest of four values; LeNet's takes their mean"""
    return cell.change("nn.AvgPool2d", "nn.MaxPool2d")


@mistake("make_lenet", hint="What follows a convolution in the table of layers?")
def no_activation_after_convolutions(cell):
    """nothing bends between the convolutions: the sigmoid behind each of them is missing"""
    return cell.change("        nn.Sigmoid(),\n        nn.AvgPool2d", "        nn.AvgPool2d")


@mistake("make_lenet", hint="How many sigmoids does the table of layers have?")
def one_activation_missing(cell):
    """the sigmoid between the last two linear layers is missing, so the two are as good as one"""
    return cell.change("nn.Linear(120, 84),\n        nn.Sigmoid(),", "nn.Linear(120, 84),")


@mistake("make_lenet", hint="Whose business is it to turn scores into probabilities?")
def log_softmax_at_the_end(cell):
    """a log-softmax follows the last layer, although the loss contains one"""
    return cell.change("nn.Linear(84, 10),", "nn.Linear(84, 10),\n        nn.LogSoftmax(dim=1),")


@mistake("make_lenet", hint="Which values can the ten scores take in your network?")
def sigmoid_at_the_end(cell):
    """a sigmoid follows the last layer and squeezes the scores between 0 and 1"""
    return cell.change("nn.Linear(84, 10),", "nn.Linear(84, 10),\n        nn.Sigmoid(),")


@mistake("make_lenet", hint="Who turns scores into probabilities in this lesson: the network or the loss?")
def softmax_at_the_end(cell):
    """the network ends with a softmax; its scores should leave it as they are"""
    return cell.change("nn.Linear(84, 10),", "nn.Linear(84, 10),\n        nn.Softmax(dim=1),")


@mistake("make_lenet", hint="Which activation did LeNet have, and which came later?")
def relu_for_sigmoid(cell):
    """ReLU stands in the place of the sigmoids"""
    return cell.change("nn.Sigmoid()", "nn.ReLU()")


@mistake("make_lenet", hint="Is the mean of four sigmoids the sigmoid of their mean?")
def pooled_before_activation(cell):
    """pictures are pooled before the sigmoid instead of after it"""
    pool = "nn.AvgPool2d(kernel_size=2, stride=2)"
    return cell.change(f"nn.Sigmoid(),\n        {pool},", f"{pool},\n        nn.Sigmoid(),")


@mistake("make_lenet", hint="Which comes first in nn.Conv2d: what goes in or what comes out?")
def channels_swapped(cell):
    """the numbers of input and output channels of a convolution are swapped"""
    return cell.change("nn.Conv2d(1, 6,", "nn.Conv2d(6, 1,").change("nn.Conv2d(6, 16,", "nn.Conv2d(16, 6,")


@mistake("make_lenet", hint="What size is the window in the drawing?")
def small_windows(cell):
    """the convolutions have windows of 3 × 3 instead of 5 × 5"""
    return cell.change("kernel_size=5", "kernel_size=3")


# ---------------------------------------------------------------------------------------------- layer_shapes


@mistake("layer_shapes", hint="Is the shape noted before or after the layer has done its work?")
def shapes_of_the_input(cell):
    """the shape of what goes into each layer is noted, not of what comes out"""
    source = cell.without("X = layer(X)")
    append = "        shapes.append((type(layer).__name__, tuple(X.shape)))"
    return source.change(append, append + "\n        X = layer(X)")


@mistake("layer_shapes", hint="What are the two halves of each pair?")
def shapes_without_names(cell):
    """the list holds shapes only; the names of the layers are missing"""
    return cell.change("(type(layer).__name__, tuple(X.shape))", "tuple(X.shape)")


@mistake("layer_shapes", hint="What does `print(layer)` show, and what is the name of its class?")
def whole_description_as_name(cell):
    """a layer's whole description stands in the place of its class's name"""
    return cell.change("type(layer).__name__", "str(layer)")


@mistake("layer_shapes", hint="What is the difference between a class and the name of a class?")
def class_for_its_name(cell):
    """the class itself stands in the place of its name"""
    return cell.change("type(layer).__name__", "type(layer)")


@mistake("layer_shapes", hint="How many axes does a batch of pictures have?")
def batch_axis_dropped(cell):
    """the shapes lack their first axis, the batch"""
    return cell.change("tuple(X.shape)", "tuple(X.shape[1:])")


@mistake("layer_shapes", hint="Can a dict have the same key twice?")
def dict_of_shapes(cell):
    """a dict keeps one shape for each name, so layers of the same class overwrite each other"""
    return cell.change("    return shapes", "    return dict(shapes)")


@mistake("layer_shapes", hint="What does a function without `return` give back?")
def shapes_not_returned(cell):
    """the pairs are found, but not returned"""
    return cell.change("    return shapes", "    print(*shapes)")


@mistake("layer_shapes", hint="In which line does your loop end the function?")
def first_layer_only(cell):
    """the function returns inside its loop, after the first layer"""
    return cell.change("    return shapes", "        return shapes")


# ---------------------------------------------------------------------------------------------- init_weights


@mistake("init_weights", hint="Xavier described two distributions with the same spread. Which one has bounds?")
def normal_for_uniform(cell):
    """weights are drawn from a normal distribution instead of a uniform one"""
    return cell.change("xavier_uniform_", "xavier_normal_")


@mistake("init_weights", hint="For which layer does your condition hold? And who receives the new weights?")
def no_layer_at_all(cell):
    """the weights of no layer change: the condition never holds, or what was drawn is not put into the layer"""
    return cell.change("isinstance(m, (nn.Linear, nn.Conv2d))", 'type(m) in ("Linear", "Conv2d")')


@mistake("init_weights", hint="Which kinds of layer have weights in LeNet?")
def only_linear(cell):
    """only linear layers get new weights; convolutions keep theirs"""
    return cell.change("(nn.Linear, nn.Conv2d)", "nn.Linear")


@mistake("init_weights", hint="Which kinds of layer have weights in LeNet?")
def only_convolutions(cell):
    """only convolutions get new weights; linear layers keep theirs"""
    return cell.change("(nn.Linear, nn.Conv2d)", "nn.Conv2d")


@mistake("init_weights", hint="What does the lesson's formula say about biases?")
def biases_zeroed(cell):
    """biases are set to zero as well, but only weights were asked for"""
    return cell.change("xavier_uniform_(m.weight)", "xavier_uniform_(m.weight)\n        nn.init.zeros_(m.bias)")


@mistake("init_weights", hint="Does the lesson's formula for the bound have a factor in front of the root?")
def gain_for_relu(cell):
    """a gain meant for ReLU makes all weights larger by √2"""
    return cell.change("(m.weight)", '(m.weight, gain=nn.init.calculate_gain("relu"))')


@mistake("init_weights", hint="Does the lesson's formula for the bound have a factor in front of the root?")
def gain_for_tanh(cell):
    """a gain meant for tanh makes all weights larger by 5/3"""
    return cell.change("(m.weight)", '(m.weight, gain=nn.init.calculate_gain("tanh"))')


@mistake("init_weights", hint="Which two numbers stand below the fraction bar in Xavier's bound?")
def he_for_xavier(cell):
    """the spread depends on the number of inputs alone: that is He's rule, made for ReLU"""
    return cell.change("xavier_uniform_", "kaiming_uniform_")


@mistake("init_weights", hint="What should the size of the weights depend on?")
def fixed_spread(cell):
    """weights are drawn with a fixed spread that does not depend on the layer's size"""
    return cell.change("nn.init.xavier_uniform_(m.weight)", "nn.init.normal_(m.weight, std=0.01)")


@mistake("init_weights", hint="How many pixels does one output of a convolution see?")
def window_not_counted(cell):
    """in a convolution only the channels are counted, not the pixels of the window"""
    bound = "(6 / (m.weight.shape[0] + m.weight.shape[1])) ** 0.5"
    return cell.change("xavier_uniform_(m.weight)", f"uniform_(m.weight, -({bound}), {bound})")


@mistake("init_weights", hint="Which layers of other kinds have a weight with two axes or more?")
def every_weight(cell):
    """everything with a weight of two axes or more is initialised, whatever kind of layer it is"""
    return cell.change("isinstance(m, (nn.Linear, nn.Conv2d))", 'hasattr(m, "weight") and m.weight.dim() > 1')


# ---------------------------------------------------------------------------------------------- make_optimizer


@mistake("make_optimizer", hint="Which optimizer was asked for by name?")
def adam(cell):
    """the optimizer is Adam, which scales every step by itself"""
    return cell.change("torch.optim.SGD", "torch.optim.Adam")


@mistake("make_optimizer", hint="How large is the step that the lesson asks for?")
def learning_rate_of_a_tenth(cell):
    """the learning rate is 0.1, not 0.9"""
    return cell.change("lr=0.9", "lr=0.1")


@mistake("make_optimizer", hint="Which learning rate does PyTorch take when you name none?")
def default_learning_rate(cell):
    """no learning rate is given, so SGD takes its default of 0.001"""
    return cell.change(", lr=0.9", "")


@mistake("make_optimizer", hint="What does 0.9 stand for in your call?")
def rate_as_momentum(cell):
    """0.9 was given as the momentum, not as the learning rate"""
    return cell.change("lr=0.9", "momentum=0.9")


@mistake("make_optimizer", hint="Does plain SGD remember the step before?")
def momentum_added(cell):
    """steps carry momentum, so every second step differs from plain SGD"""
    return cell.change("lr=0.9", "lr=0.9, momentum=0.9")


@mistake("make_optimizer", hint="Which pull do weights feel that has nothing to do with the gradient you gave?")
def weight_decay_added(cell):
    """weight decay pulls all weights towards zero"""
    return cell.change("lr=0.9", "lr=0.9, weight_decay=0.01")


@mistake("make_optimizer", hint="Which parameters does the optimizer know about?")
def last_layer_only(cell):
    """only the last layer's parameters were given to the optimizer"""
    return cell.change("net.parameters()", "net[-1].parameters()")


@mistake("make_optimizer", hint="What does a function without `return` give back?")
def optimizer_not_returned(cell):
    """the optimizer is made, but not returned"""
    return cell.change("return torch", "torch")


# ---------------------------------------------------------------------------------------------- make_loss


@mistake("make_loss", hint="Which input does nn.CrossEntropyLoss expect: probabilities or scores?")
def softmax_before_cross_entropy(cell):
    """a softmax is applied before the cross entropy, which applies one itself"""
    return cell.change("nn.CrossEntropyLoss()", "lambda y_hat, y: F.cross_entropy(F.softmax(y_hat, dim=1), y)")


@mistake("make_loss", hint="Should a batch twice as large have a loss twice as large?")
def summed_over_the_batch(cell):
    """the loss is summed over the batch instead of averaged"""
    return cell.change("nn.CrossEntropyLoss()", 'nn.CrossEntropyLoss(reduction="sum")')


@mistake("make_loss", hint="How many numbers does `backward()` start from?")
def one_loss_for_each_picture(cell):
    """the loss has one entry for each picture; the mean is missing"""
    return cell.change("nn.CrossEntropyLoss()", 'nn.CrossEntropyLoss(reduction="none")')


@mistake("make_loss", hint="What does nn.NLLLoss expect as its input?")
def log_softmax_missing(cell):
    """the negative log-likelihood is taken of raw scores: the logarithm of the softmax is missing"""
    return cell.change("nn.CrossEntropyLoss()", "nn.NLLLoss()")


@mistake("make_loss", hint="What does the formula of the lesson compare: numbers or probabilities?")
def squared_error(cell):
    """the loss is a mean squared error, not a cross entropy"""
    return cell.change("nn.CrossEntropyLoss()", "lambda y_hat, y: F.mse_loss(y_hat, F.one_hot(y, 10).float())")


@mistake("make_loss", hint="Which axis of the scores runs over the ten kinds?")
def softmax_over_the_batch(cell):
    """the softmax runs over the batch instead of the ten kinds"""
    return cell.change("nn.CrossEntropyLoss()", "lambda y_hat, y: F.nll_loss(F.log_softmax(y_hat, dim=0), y)")


@mistake("make_loss", hint="What would `backward()` do with a plain number?")
def loss_as_number(cell):
    """the loss is a plain number, which has no gradient"""
    return cell.change("nn.CrossEntropyLoss()", "lambda y_hat, y: F.cross_entropy(y_hat, y).item()")


@mistake("make_loss", hint="What is the difference between `nn.Sigmoid` and `nn.Sigmoid()`?")
def class_for_loss(cell):
    """the class is returned, not a loss made from it: the parentheses are missing"""
    return cell.change("nn.CrossEntropyLoss()", "nn.CrossEntropyLoss")


# ---------------------------------------------------------------------------------------------- accuracy


@mistake("accuracy", hint="Can shares of batches of different sizes be added up?")
def share_for_number(cell):
    """the share of correct predictions is returned, not their number"""
    return cell.change(".sum().item()", ".float().mean().item()")


@mistake("accuracy", hint="Which axis of the scores runs over the ten kinds?")
def over_the_batch(cell):
    """the largest score is looked for over the batch instead of over the ten kinds"""
    return cell.change("dim=1", "dim=0")


@mistake("accuracy", hint="Is a tensor with one element a number?")
def tensor_returned(cell):
    """a tensor is returned where a number was asked for"""
    return cell.change(".item()", "")


@mistake("accuracy", hint="Which of the two answers is the position of the largest score, and which is its value?")
def largest_score_compared(cell):
    """the largest score itself is compared with the label, not its position"""
    return cell.change("y_hat.argmax(dim=1)", "y_hat.max(dim=1).values")


@mistake("accuracy", hint="What does your comparison give for a picture that was recognised?")
def wrong_ones_counted(cell):
    """the wrong predictions are counted, not the correct ones"""
    return cell.change("==", "!=")


@mistake("accuracy", hint="Does a good score have to be positive?")
def scores_rounded(cell):
    """every positive score counts as a prediction, not just the largest"""
    return cell.change("(y_hat.argmax(dim=1) == y)", "(y_hat[torch.arange(len(y)), y] > 0)")


@mistake("accuracy", hint="Are all the batches of your loader of one size?")
def batch_of_ten(cell):
    """only the first ten pictures of a batch are counted"""
    return cell.change("(y_hat.argmax(dim=1) == y)", "(y_hat[:10].argmax(dim=1) == y[:10])")


# ---------------------------------------------------------------------------------------------- train_step


@mistake("train_step", hint="Where does a gradient go when the next batch arrives?")
def gradients_never_cleared(cell):
    """gradients are never cleared, so every step repeats all the steps before it"""
    return cell.without("optimizer.zero_grad()")


@mistake("train_step", hint="Which gradient does the optimizer see when it takes its step?")
def step_before_backward(cell):
    """the optimizer takes its step before `backward` has computed a gradient"""
    return cell.change("batch_loss.backward()\n    optimizer.step()", "optimizer.step()\n    batch_loss.backward()")


@mistake("train_step", hint="Which line moves the weights?")
def no_step(cell):
    """the optimizer never takes a step, so no weight moves"""
    return cell.without("optimizer.step()")


@mistake("train_step", hint="Where do gradients come from?")
def no_backward(cell):
    """`backward` is never called, so there are no gradients to step along"""
    return cell.without("batch_loss.backward()")


@mistake("train_step", hint="What is left of the gradients at the moment of the step?")
def cleared_before_the_step(cell):
    """gradients are cleared between `backward` and the step, so the step has nothing to follow"""
    clear, step = "    optimizer.zero_grad()", "    optimizer.step()"
    return cell.without(clear).change(step, f"{clear}\n{step}")


@mistake("train_step", hint="Which mode was the network in when it was handed to you?")
def no_train_mode(cell):
    """the network is not put into training mode"""
    return cell.without("net.train()")


@mistake("train_step", hint="With which weights were the scores computed that your loss belongs to?")
def loss_after_the_step(cell):
    """the loss is measured again after the step"""
    return cell.change("return batch_loss.item()", "return loss(net(X), y).item()")


@mistake("train_step", hint="With which weights were the scores computed that you count?")
def counted_after_the_step(cell):
    """correct predictions are counted after the step"""
    return cell.change("accuracy(y_hat.detach(), y)", "accuracy(net(X).detach(), y)")


@mistake("train_step", hint="Is `n_correct` a count or a share?")
def share_of_correct(cell):
    """the share of correct predictions is returned, not their number"""
    return cell.change("accuracy(y_hat.detach(), y)", "accuracy(y_hat.detach(), y) / len(y)")


@mistake("train_step", hint="What does a loss tensor remember, and for how long?")
def loss_tensor_returned(cell):
    """the loss is returned as a tensor, with the whole computation behind it"""
    return cell.change("batch_loss.item()", "batch_loss")


@mistake("train_step", hint="Is the mean of the batch asked for, or the sum?")
def loss_of_the_whole_batch(cell):
    """the loss is multiplied by the number of pictures"""
    return cell.change("batch_loss.item()", "batch_loss.item() * len(y)")


@mistake("train_step", hint="Which of the two figures comes first?")
def figures_swapped(cell):
    """the two figures are returned in the wrong order"""
    loss, correct = "batch_loss.item()", "accuracy(y_hat.detach(), y)"
    return cell.change(f"return {loss}, {correct}", f"return {correct}, {loss}")


@mistake("train_step", hint="Who applies the softmax?")
def probabilities_to_the_loss(cell):
    """a softmax is applied to the scores before they go to the loss"""
    return cell.change("loss(y_hat, y)", "loss(y_hat.softmax(dim=1), y)")


# ---------------------------------------------------------------------------------------------- evaluate_accuracy


@mistake("evaluate_accuracy", hint="Does a batch of 3 pictures deserve as much weight as a batch of 7?")
def mean_of_batch_means(cell):
    """the mean of the batches' accuracies is taken, so pictures of a short batch weigh more"""
    return cell.change("accuracy(net(X), y)", "accuracy(net(X), y) / len(y)").change("count += len(y)", "count += 1")


@mistake("evaluate_accuracy", hint="Which batch do your two figures belong to when the loop has ended?")
def last_batch_only(cell):
    """only the last batch is measured"""
    return cell.change("correct += accuracy", "correct = accuracy").change("count += len", "count = len")


@mistake("evaluate_accuracy", hint="In which line does your loop end the function?")
def first_batch_only(cell):
    """the function returns inside its loop, after the first batch"""
    return cell.change("    return correct / count", "            return correct / count")


@mistake("evaluate_accuracy", hint="What must a number of correct predictions be divided by?")
def number_for_share(cell):
    """the number of correct predictions is returned, not their share"""
    return cell.change("correct / count", "correct")


@mistake("evaluate_accuracy", hint="How many pictures are there, and how many batches?")
def divided_by_batches(cell):
    """the number of correct predictions is divided by the number of batches, not of pictures"""
    return cell.change("count += len(y)", "count += 1")


@mistake("evaluate_accuracy", hint="What does your loop do with a batch of another size?")
def short_batch_dropped(cell):
    """the last batch is left out because it is shorter than the others"""
    loop = "for X, y in data_iter:\n"
    skip = "            if len(y) < data_iter.batch_size:\n                continue\n"
    return cell.change(loop, loop + skip)


@mistake("evaluate_accuracy", hint="Are all batches full?")
def full_batches_assumed(cell):
    """every batch is taken to be full, the short last one too"""
    return cell.change("correct / count", "correct / (len(data_iter) * data_iter.batch_size)")


@mistake("evaluate_accuracy", hint="Is a share between 0 and 1 or between 0 and 100?")
def in_percent(cell):
    """the accuracy is given in percent, not as a share"""
    return cell.change("correct / count", "100 * correct / count")


@mistake("evaluate_accuracy", hint="Would a rounded figure show that one more picture was recognised?")
def rounded(cell):
    """the accuracy is rounded"""
    return cell.change("correct / count", "round(correct / count, 2)")


@mistake("evaluate_accuracy", hint="Is a tensor with one element a number?")
def share_as_tensor(cell):
    """the accuracy is returned as a tensor where a number was asked for"""
    return cell.change("correct / count", "torch.tensor(correct / count)")


@mistake("evaluate_accuracy", hint="Which loader did you loop over: the one you were given?")
def notebooks_loader(cell):
    """the notebook's `test_iter` is measured whatever loader was given"""
    return cell.change("in data_iter", "in test_iter")


@mistake("evaluate_accuracy", hint="Which mode was the network in when it was handed to you?")
def no_evaluation_mode(cell):
    """the network is not put into evaluation mode"""
    return cell.without("net.eval()")


@mistake("evaluate_accuracy", hint="Will anybody call `backward` on these scores?")
def gradients_recorded(cell):
    """PyTorch goes on recording for gradients while the network is measured"""
    return cell.change("torch.no_grad()", "torch.enable_grad()")


@mistake("evaluate_accuracy", hint="Which of your lines belongs to training and not to measuring?")
def backward_while_measuring(cell):
    """`backward` is called while the network is measured, which changes its gradients"""
    return cell.change("torch.no_grad()", "torch.enable_grad()").change(
        "count += len(y)", "count += len(y)\n            F.cross_entropy(net(X), y).backward()"
    )


@mistake("evaluate_accuracy", hint="Whose gradients are these, and who still needs them?")
def gradients_cleared(cell):
    """gradients are cleared, although evaluating should leave them as they were"""
    return cell.change("net.eval()", "net.eval()\n    net.zero_grad()")


# ---------------------------------------------------------------------------------------------- train


@mistake("train", hint="Which weights does training start from?")
def no_new_weights(cell):
    """training goes on from the weights that the network happens to have: `init_weights` is not applied"""
    return cell.without("net.apply(init_weights)")


@mistake("train", hint="What does `init_weights` do with a module that is neither linear nor a convolution?")
def initialised_as_one_module(cell):
    """`init_weights` is called with the network itself, not applied to the modules inside it"""
    return cell.change("net.apply(init_weights)", "init_weights(net)")


@mistake("train", hint="What happens at the beginning of the second epoch?")
def new_weights_each_epoch(cell):
    """weights are drawn anew before each epoch, so only the last one counts"""
    first = "        loss_sum, correct, count = 0.0, 0, 0\n"
    return cell.without("net.apply(init_weights)").change(first, f"        net.apply(init_weights)\n{first}")


@mistake("train", hint="Where does a gradient go when the next batch arrives?")
def gradients_never_cleared_in_training(cell):
    """the steps are written out and gradients are never cleared, so every step repeats all the steps before it"""
    step = """net.train()
            y_hat = net(X)
            batch_mean = loss(y_hat, y)
            batch_mean.backward()
            optimizer.step()
            batch_loss, batch_correct = batch_mean.item(), accuracy(y_hat, y)"""
    return cell.change("batch_loss, batch_correct = train_step(net, X, y, loss, optimizer)", step)


@mistake("train", hint="Which network does the caller look at afterwards?")
def copy_trained(cell):
    """a copy of the network is trained, and the one that was handed over stays as it was"""
    return cell.change("    net.apply", "    import copy\n    net = copy.deepcopy(net)\n    net.apply")


@mistake("train", hint="What is the argument `lr` for?")
def learning_rate_ignored(cell):
    """the learning rate is fixed at 0.9; the argument `lr` is not used"""
    return cell.change("lr=lr", "lr=0.9")


@mistake("train", hint="Which optimizer was asked for by name?")
def trained_by_adam(cell):
    """the optimizer is Adam instead of SGD"""
    return cell.change("torch.optim.SGD", "torch.optim.Adam")


@mistake("train", hint="Does plain SGD remember the step before?")
def trained_with_momentum(cell):
    """SGD is given momentum"""
    return cell.change("lr=lr", "lr=lr, momentum=0.9")


@mistake("train", hint="Which numbers does `range(1, 3)` run over?")
def one_epoch_too_few(cell):
    """there is one epoch less than asked for"""
    return cell.change("range(num_epochs)", "range(1, num_epochs)")


@mistake("train", hint="Which numbers does `range(0, 3 + 1)` run over?")
def one_epoch_too_many(cell):
    """there is one epoch more than asked for"""
    return cell.change("range(num_epochs)", "range(num_epochs + 1)")


@mistake("train", hint="Does a batch of 2 pictures deserve as much weight as a batch of 6?")
def loss_as_mean_of_batch_means(cell):
    """the mean of the batches' losses is taken, so pictures of a short batch weigh more"""
    return cell.change("batch_loss * len(y)", "batch_loss").change("loss_sum / count", "loss_sum / len(train_iter)")


@mistake("train", hint="What is the loss of a batch already divided by?")
def batch_means_divided_by_pictures(cell):
    """batch means are added up and divided by the number of pictures, which makes the loss too small"""
    return cell.change("batch_loss * len(y)", "batch_loss")


@mistake("train", hint="What must a sum over an epoch be divided by to become a mean?")
def loss_not_divided(cell):
    """the loss is the sum over the epoch, not the mean per picture"""
    return cell.change("loss_sum / count", "loss_sum")


@mistake("train", hint="What must a number of correct predictions be divided by?")
def accuracy_not_divided(cell):
    """`train_acc` holds the number of correct predictions, not their share"""
    return cell.change("append(correct / count)", "append(correct)")


@mistake("train", hint="Where should the running sums begin again at zero?")
def sums_never_reset(cell):
    """the running sums are not set back to zero, so figures mix all epochs so far"""
    line = "    loss_sum, correct, count = 0.0, 0, 0\n"
    return cell.change("    " + line, "").change("    for _ in range", line + "    for _ in range")


@mistake("train", hint="Which batch does the figure belong to that you append?")
def loss_of_the_last_batch(cell):
    """the history holds the last batch's figures, not those of the epoch"""
    return (
        cell.change("loss_sum += batch_loss", "loss_sum = batch_loss")
        .change("correct += batch", "correct = batch")
        .change("count += len", "count = len")
    )


@mistake("train", hint="Which pictures has the network never been trained on?")
def tested_on_training_pictures(cell):
    """`test_acc` is measured on the training pictures"""
    return cell.change("(net, test_iter)", "(net, train_iter)")


@mistake("train", hint="After which of the epoch's batches is the network tested?")
def tested_before_the_epoch(cell):
    """`test_acc` is measured before the epoch instead of after it"""
    line = '        history["test_acc"].append(evaluate_accuracy(net, test_iter))'
    source = cell.without(line.strip())
    return source.change("        for X, y in train_iter:", line + "\n        for X, y in train_iter:")


@mistake("train", hint="How often does the loop come past the line that tests?")
def tested_once(cell):
    """the network is tested once, after the last epoch"""
    line = '        history["test_acc"].append(evaluate_accuracy(net, test_iter))'
    return cell.change(line, line[4:])


@mistake("train", hint="What are the three keys called?")
def keys_of_another_name(cell):
    """the history's keys have other names than asked for"""
    return cell.change('"train_loss"', '"loss"').change('"train_acc"', '"acc"').change('"test_acc"', '"val_acc"')


@mistake("train", hint="When is the default value of an argument made: at each call, or once?")
def history_remembered(cell):
    """the history is a default argument, so a second call goes on where the first one stopped"""
    line = '    history = {"train_loss": [], "train_acc": [], "test_acc": []}\n'
    return cell.change(line, "").change("lr):", 'lr, history={"train_loss": [], "train_acc": [], "test_acc": []}):')


@mistake("train", hint="What does a function without `return` give back?")
def history_not_returned(cell):
    """the history is kept, but not returned"""
    return cell.without("return history")


# ---------------------------------------------------------------------------------------------- plot_history


@mistake("plot_history", hint="Which list does each label belong to?")
def labels_swapped(cell):
    """the labels of the two accuracies are swapped"""
    return (
        cell.change('label="train accuracy"', 'label="other accuracy"')
        .change('label="test accuracy"', 'label="train accuracy"')
        .change('label="other accuracy"', 'label="test accuracy"')
    )


@mistake("plot_history", hint="What turns labels into a legend?")
def no_legend(cell):
    """the curves have labels, but no legend shows them"""
    return cell.without("ax.legend()")


@mistake("plot_history", hint="What is counted along the horizontal axis?")
def no_label_below(cell):
    """the horizontal axes have no label"""
    return cell.without("ax.set_xlabel")


@mistake("plot_history", hint="What is measured along the vertical axis?")
def no_label_at_the_side(cell):
    """the vertical axes have no label"""
    return cell.without(".set_ylabel")


@mistake("plot_history", hint="How many lists does a history have?")
def one_curve_missing(cell):
    """one of the three curves is not drawn"""
    return cell.without('hist["test_acc"]')


@mistake("plot_history", hint="Which list does each of your curves show?")
def one_curve_twice(cell):
    """one list is drawn twice, under two names"""
    return cell.change('hist["test_acc"]', 'hist["train_acc"]')


@mistake("plot_history", hint="With which number does your first epoch stand on the axis?")
def epochs_from_two(cell):
    """the epochs on the axis do not start at 0 or 1"""
    return cell.change('range(1, len(hist["train_loss"]) + 1)', 'range(2, len(hist["train_loss"]) + 2)')


@mistake("plot_history", hint="Can a reader tell two curves of one name apart?")
def one_name_for_two(cell):
    """two curves on the same axes have the same name in the legend"""
    return cell.change('label="train accuracy"', 'label="accuracy"').change('label="test accuracy"', 'label="accuracy"')


@mistake("plot_history", hint="Can a reader tell from your legend which curve is which?")
def names_that_say_nothing(cell):
    """the legend's entries do not say what the curves show"""
    return cell.change('label="train accuracy"', 'label="curve 1"').change('label="test accuracy"', 'label="curve 2"')


# ---------------------------------------------------------------------------------------------- trained_lenet


@mistake("trained_lenet", hint="Which accuracy does your last line print, and what did section 7 say about it?")
def stays_on_the_plateau(cell):
    """a few epochs of SGD at 0.9 leave the network on its plateau: it gives every picture the same answer"""
    return cell.rewrite(
        """
        trained_lenet = make_lenet().apply(init_weights)
        optimizer = torch.optim.SGD(trained_lenet.parameters(), lr=0.9)
        for X, y in train_iter:
            train_step(trained_lenet, X, y, make_loss(), optimizer)
        """
    )


@mistake("trained_lenet", hint="Is the accuracy still rising when your training ends?")
def stopped_too_early(cell):
    """training ends before the network is good enough"""
    return cell.rewrite(
        """
        trained_lenet = make_lenet().apply(init_weights)
        optimizer = torch.optim.Adam(trained_lenet.parameters(), lr=0.003)
        for step, (X, y) in enumerate(train_iter):
            train_step(trained_lenet, X, y, make_loss(), optimizer)
            if step > 99:
                break
        """
    )


@mistake("trained_lenet", hint="Which kind of thing does `make_lenet` return?")
def function_for_network(cell):
    """`trained_lenet` is the function that makes a network, not a network"""
    return cell.rewrite("trained_lenet = make_lenet")
