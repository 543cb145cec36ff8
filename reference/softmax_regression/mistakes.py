"""Wrong turns that students take in softmax_regression, each as a change of the reference's cell.

The docstring is what a student is told, the hint what they are asked. `autograder prove softmax_regression` shows that
each fails its own exercise and is recognised.
"""

from autograder.authoring import mistake


def swap(cell, one, other):
    """`cell` with `one` wherever `other` stood, and the other way round."""
    return cell.change(one, "\0").change(other, one).change("\0", other)


# --- dataset_facts ----------------------------------------------------------------------------------------------------


@mistake("dataset_facts", hint="Which of the two arguments is asked for its first labels?")
def first_ten_of_the_test_set(cell):
    """the ten labels are those of the test set"""
    return cell.change("train.targets[:10]", "test.targets[:10]")


@mistake("dataset_facts", hint="Over how many images did you take the minimum and the maximum?")
def range_of_the_whole_set(cell):
    """the range is that of all training images, not of the first one"""
    return cell.change("image.min().item()", "train.data.min().item() / 255").change(
        "image.max().item()", "train.data.max().item() / 255"
    )


@mistake("dataset_facts", hint="What does the transform do to an image before a network sees it?")
def raw_bytes(cell):
    """the first image is described as it lies in the file, bytes without a channel, not as the transform gives it"""
    return cell.change("image, _ = train[0]", "image = train.data[0]")


@mistake("dataset_facts", hint="Which line would still be right for a data set whose first image is grey all over?")
def assumed_range(cell):
    """minimum and maximum are assumed to be 0 and 1 instead of measured"""
    return cell.change("image.min().item()", "0.0").change("image.max().item()", "1.0")


@mistake("dataset_facts", hint="What turns a tensor of one element into a number?")
def range_as_tensors(cell):
    """minimum and maximum are tensors, not numbers"""
    return cell.change("image.min().item()", "image.min()").change("image.max().item()", "image.max()")


@mistake("dataset_facts", hint="What does `.tolist()` do to a tensor?")
def labels_as_a_tensor(cell):
    """the ten labels are a tensor, not a list"""
    return cell.change("train.targets[:10].tolist()", "train.targets[:10]")


@mistake("dataset_facts", hint="What does the function return for two other data sets?")
def sizes_written_down(cell):
    """the sizes are written down as numbers instead of counted from the arguments"""
    return cell.change("len(train)", "4000").change("len(test)", "1000")


@mistake("dataset_facts", hint="Which set is meant by the key `train`?")
def sizes_swapped(cell):
    """the sizes of the two sets are swapped"""
    return swap(cell, "len(train)", "len(test)")


@mistake("dataset_facts", hint="How many dimensions does one image have, and how many all of them together?")
def shape_of_the_whole_set(cell):
    """the shape is that of all images together, not of one"""
    return cell.change("tuple(image.shape)", "tuple(train.data.shape)")


# --- make_net ---------------------------------------------------------------------------------------------------------


@mistake("make_net", hint="What does `NLLLoss` expect: probabilities, or their logarithms?")
def softmax_without_log(cell):
    """the net returns probabilities, not their logarithms"""
    return cell.change("nn.LogSoftmax(dim=1)", "nn.Softmax(dim=1)")


@mistake("make_net", hint="Which dimension counts the classes, and which the images?")
def softmax_over_the_batch(cell):
    """the log-softmax runs over the images of the batch instead of over the classes"""
    return cell.change("nn.LogSoftmax(dim=1)", "nn.LogSoftmax(dim=0)")


@mistake("make_net", hint="What do the exponentials of one row of your output sum to?")
def no_softmax(cell):
    """the net returns the scores themselves: there is no log-softmax"""
    return cell.without("nn.LogSoftmax")


@mistake("make_net", hint="What shape does a linear layer expect, and what shape has a batch of images?")
def no_flatten(cell):
    """the images are not flattened, so they do not fit the linear layer"""
    return cell.without("nn.Flatten")


@mistake("make_net", hint="What happens to a negative score on its way to the softmax?")
def relu_before_softmax(cell):
    """a ReLU stands before the log-softmax and makes all negative scores equal"""
    return cell.change("nn.Linear(784, 10),", "nn.Linear(784, 10),\n        nn.ReLU(),")


@mistake("make_net", hint="How often does your net turn scores into shares?")
def softmax_twice(cell):
    """a softmax stands before the log-softmax, which flattens all differences"""
    return cell.change("nn.Linear(784, 10),", "nn.Linear(784, 10),\n        nn.Softmax(dim=1),")


@mistake("make_net", hint="Do the ten outputs know of one another?")
def logistic_for_softmax(cell):
    """each score goes through a logistic function of its own, so the ten probabilities do not sum to 1"""
    return cell.change("nn.LogSoftmax(dim=1)", "nn.LogSigmoid()")


@mistake("make_net", hint="What is the logarithm of a probability that was rounded to 0?")
def log_of_softmax(cell):
    """softmax and logarithm are computed one after the other, which gives minus infinity for large scores"""
    return cell.rewrite("""
        class Log(nn.Module):
            def forward(self, x):
                return torch.log(x)


        def make_net():
            return nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.Softmax(dim=1), Log())
    """)


@mistake("make_net", hint="How many layers does a softmax regression have?")
def hidden_layer(cell):
    """the net has a hidden layer: that is more than a softmax regression"""
    return cell.change("nn.Linear(784, 10),", "nn.Linear(784, 32),\n        nn.ReLU(),\n        nn.Linear(32, 10),")


@mistake("make_net", hint="What is the b in W x + b?")
def no_bias(cell):
    """the linear layer has no biases"""
    return cell.change("nn.Linear(784, 10)", "nn.Linear(784, 10, bias=False)")


@mistake("make_net", hint="When is your layer made: at the call, or before it?")
def same_net_every_time(cell):
    """every call returns the same net, so that training one trains them all"""
    return cell.rewrite("""
        layers = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.LogSoftmax(dim=1))


        def make_net():
            return layers
    """)


# --- train_epoch ------------------------------------------------------------------------------------------------------


@mistake("train_epoch", hint="Where does a gradient go when the next batch arrives?")
def gradients_never_cleared(cell):
    """gradients are never cleared, so every step repeats all the steps before it"""
    return cell.without("optimizer.zero_grad()")


@mistake("train_epoch", hint="How often does the line run that clears the gradients?")
def gradients_cleared_once(cell):
    """gradients are cleared once, before the loop, so every step repeats all the steps before it in this epoch"""
    return cell.without("optimizer.zero_grad()").change("    net.train()", "    net.train()\n    optimizer.zero_grad()")


@mistake("train_epoch", hint="How many steps should one pass over the data take?")
def one_step_an_epoch(cell):
    """gradients of all batches are added up and one step is taken at the end, instead of one a batch"""
    return (
        cell.without("optimizer.zero_grad()")
        .without("optimizer.step()")
        .change("    net.train()", "    net.train()\n    optimizer.zero_grad()")
        .change("    return", "    optimizer.step()\n    return")
    )


@mistake("train_epoch", hint="What becomes of the gradient of the last batch?")
def last_update_missing(cell):
    """the step of the last batch is missing"""
    more = "if count + len(labels) < len(dataloader.dataset):"
    return cell.change("        optimizer.step()", f"        {more}\n            optimizer.step()")


@mistake("train_epoch", hint="What does Adam remember from one batch to the next?")
def new_optimizer_each_batch(cell):
    """every batch makes a new Adam, which has forgotten what the batches before told about the gradients"""
    adam = "optimizer or torch.optim.Adam(net.parameters(), lr=lr)"
    return (
        cell.without("if optimizer is None")
        .without("optimizer = torch.optim.Adam")
        .change("optimizer.zero_grad()", f"adam = {adam}\n        adam.zero_grad()")
        .change("optimizer.step()", "adam.step()")
    )


@mistake("train_epoch", hint="Which batch does the gradient belong to that a step uses?")
def step_before_backward(cell):
    """the step comes before `backward`, so it uses the gradient of the batch before"""
    return cell.change("        loss.backward()\n        optimizer.step()", "        loss.backward()").change(
        "optimizer.zero_grad()", "optimizer.step()\n        optimizer.zero_grad()"
    )


@mistake("train_epoch", hint="Which line changes the weights, and what is in their gradients when it runs?")
def no_step(cell):
    """the net never moves: `step` is missing, or runs when the gradients have just been cleared"""
    return cell.without("optimizer.step()")


@mistake("train_epoch", hint="Which line computes gradients, and are they still there when the optimizer looks?")
def no_backward(cell):
    """no gradient reaches the step: `backward` is missing, its gradients are cleared too soon, or it is another net"""
    return cell.without("loss.backward()")


@mistake("train_epoch", hint="Who tells the net that it is being trained?")
def no_train_mode(cell):
    """the net is never put into train mode, so it trains in whatever mode it was left"""
    return cell.without("net.train()")


@mistake("train_epoch", hint="Do all batches have the same number of images?")
def mean_of_batch_means(cell):
    """the loss is the mean of the batch means, in which images of a short last batch count more"""
    return cell.change("loss.item() * len(labels)", "loss.item()").change(
        "total_loss / count", "total_loss / len(dataloader)"
    )


@mistake("train_epoch", hint="A sum of means, divided by images: of how many numbers was it the sum?")
def batch_means_over_images(cell):
    """batch means are added up and divided by the number of images, which is too small by about the batch size"""
    return cell.change("loss.item() * len(labels)", "loss.item()")


@mistake("train_epoch", hint="Would the figure double if the data set were twice as large?")
def loss_not_divided(cell):
    """the loss is the sum over all images, not divided by their number"""
    return cell.change("total_loss / count", "total_loss")


@mistake("train_epoch", hint="What does the sum of batch means grow with?")
def sum_of_batch_means(cell):
    """the loss is the sum of the batch means, not divided by anything"""
    return cell.change("loss.item() * len(labels)", "loss.item()").change("total_loss / count", "total_loss")


@mistake("train_epoch", hint="How many images does the last batch hold?")
def short_batch_weighs_full(cell):
    """the short last batch is weighed as if it were full"""
    return cell.change("* len(labels)", "* dataloader.batch_size")


@mistake("train_epoch", hint="A share lies between which two numbers?")
def accuracy_as_a_count(cell):
    """the accuracy is the number of right answers, not their share"""
    return cell.change("correct / count", "correct")


@mistake("train_epoch", hint="Which number stands for “all of them”: 1 or 100?")
def accuracy_in_percent(cell):
    """the accuracy is given in percent, not as a share of 1"""
    return cell.change("correct / count", "100 * correct / count")


@mistake("train_epoch", hint="How many answers were there altogether?")
def accuracy_per_batch(cell):
    """the right answers are divided by the number of batches, not of images"""
    return cell.change("correct / count", "correct / len(dataloader)")


@mistake("train_epoch", hint="Do all batches have the same number of images?")
def mean_of_batch_accuracies(cell):
    """the accuracy is the mean over batches, in which images of a short last batch count more"""
    return cell.change(".sum().item()", ".double().mean().item()").change(
        "correct / count", "correct / len(dataloader)"
    )


@mistake("train_epoch", hint="Which dimension of the outputs counts the classes, and which the images?")
def largest_over_the_batch(cell):
    """the largest output is looked for among the images of a batch instead of among the classes"""
    return cell.change("argmax(dim=1)", "argmax(dim=0)")


@mistake("train_epoch", hint="What is left of the first batch when the second one has been seen?")
def figures_of_the_last_batch(cell):
    """the figures are those of the last batch: nothing is added up"""
    return cell.change("total_loss +=", "total_loss =").change("correct +=", "correct =").change("count +=", "count =")


@mistake("train_epoch", hint="How often does the body of your loop run?")
def only_the_first_batch(cell):
    """only the first batch is used"""
    return cell.change("count += len(labels)", "count += len(labels)\n        break")


@mistake("train_epoch", hint="What happens to the images that do not fill a batch?")
def last_short_batch_dropped(cell):
    """the last, short batch is left out"""
    return cell.change(
        "        outputs = net(images)",
        "        if len(labels) < dataloader.batch_size:\n            continue\n        outputs = net(images)",
    )


@mistake("train_epoch", hint="Which learning rate does Adam take when it is told none?")
def learning_rate_ignored(cell):
    """`lr` is not handed to Adam, which takes its own default"""
    return cell.change("Adam(net.parameters(), lr=lr)", "Adam(net.parameters())")


@mistake("train_epoch", hint="Which optimizer was asked for when none is given?")
def sgd_by_default(cell):
    """the optimizer made by default is SGD, not Adam"""
    return cell.change("torch.optim.Adam(", "torch.optim.SGD(")


@mistake("train_epoch", hint="What if the caller brings an optimizer?")
def given_optimizer_ignored(cell):
    """a new Adam is made although an optimizer was given"""
    return cell.change("    if optimizer is None:\n        optimizer", "    optimizer")


@mistake("train_epoch", hint="Whose parameters does the optimizer hold when the function is called with a second net?")
def optimizer_remembered(cell):
    """the optimizer of the first call is remembered and used again, although it holds the first net's parameters"""
    return cell.change("    if optimizer is None:\n        optimizer = torch.optim.Adam(net.parameters(), lr=lr)\n",
        "    if optimizer is None:\n"
        '        if not hasattr(train_epoch, "adam"):\n'
        "            train_epoch.adam = torch.optim.Adam(net.parameters(), lr=lr)\n"
        "        optimizer = train_epoch.adam\n",
    )  # fmt: skip


@mistake("train_epoch", hint="What is the argument `loss_fn` for?")
def loss_function_ignored(cell):
    """`loss_fn` is ignored: the loss is always the negative log-likelihood"""
    return cell.change("loss = loss_fn(outputs, labels)", "loss = nn.NLLLoss()(outputs, labels)")


@mistake("train_epoch", hint="Which net made the outputs that you count: before or after its step?")
def measured_after_the_steps(cell):
    """the figures describe the net after its steps, when it has already learnt from the batches, not as it trained"""
    return cell.change(
        "        optimizer.step()",
        "        optimizer.step()\n        outputs = net(images)\n        loss = loss_fn(outputs, labels)",
    )


@mistake("train_epoch", hint="What does `loss` hold besides its value?")
def loss_as_a_tensor(cell):
    """the loss is a tensor, and holds the graph of every batch in memory"""
    return cell.change("loss.item() * len(labels)", "loss * len(labels)")


@mistake("train_epoch", hint="What turns a tensor of one element into a number?")
def accuracy_as_a_tensor(cell):
    """the accuracy is a tensor, not a number"""
    return cell.change(".sum().item()", ".sum()")


@mistake("train_epoch", hint="Who should decide how many digits are shown?")
def rounded_figures(cell):
    """the figures are rounded to two decimals"""
    return cell.change(
        "return total_loss / count, correct / count", "return round(total_loss / count, 2), round(correct / count, 2)"
    )


@mistake("train_epoch", hint="In which order are the two figures asked for?")
def figures_in_the_wrong_order(cell):
    """accuracy and loss are returned in the wrong order"""
    return cell.change("return total_loss / count, correct / count", "return correct / count, total_loss / count")


# --- validate ---------------------------------------------------------------------------------------------------------


@mistake("validate", hint="Who tells the net that it is being evaluated?")
def no_eval_mode(cell):
    """the net is not put into eval mode, so layers that differ in training still do"""
    return cell.without("net.eval()")


@mistake("validate", hint="What does PyTorch prepare for whenever a parameter is used?")
def no_no_grad(cell):
    """the outputs are computed with gradients, which nobody needs here"""
    return cell.change("with torch.no_grad():", "with torch.enable_grad():")


@mistake("validate", hint="Do all batches have the same number of images?")
def mean_of_batch_means_validating(cell):
    """the loss is the mean of the batch means, in which images of a short last batch count more"""
    return cell.change(" * len(labels)", "").change("total_loss / count", "total_loss / len(dataloader)")


@mistake("validate", hint="A sum of means, divided by images: of how many numbers was it the sum?")
def batch_means_over_images_validating(cell):
    """batch means are added up and divided by the number of images, which is too small by about the batch size"""
    return cell.change(" * len(labels)", "")


@mistake("validate", hint="Would the figure double if the data set were twice as large?")
def loss_not_divided_validating(cell):
    """the loss is the sum over all images, not divided by their number"""
    return cell.change("total_loss / count", "total_loss")


@mistake("validate", hint="What does the sum of batch means grow with?")
def sum_of_batch_means_validating(cell):
    """the loss is the sum of the batch means, not divided by anything"""
    return cell.change(" * len(labels)", "").change("total_loss / count", "total_loss")


@mistake("validate", hint="How many images does the last batch hold?")
def short_batch_weighs_full_validating(cell):
    """the short last batch is weighed as if it were full"""
    return cell.change("* len(labels)", "* dataloader.batch_size")


@mistake("validate", hint="A share lies between which two numbers?")
def accuracy_as_a_count_validating(cell):
    """the accuracy is the number of right answers, not their share"""
    return cell.change("correct / count", "correct")


@mistake("validate", hint="Which number stands for “all of them”: 1 or 100?")
def accuracy_in_percent_validating(cell):
    """the accuracy is given in percent, not as a share of 1"""
    return cell.change("correct / count", "100 * correct / count")


@mistake("validate", hint="How many answers were there altogether?")
def accuracy_per_batch_validating(cell):
    """the right answers are divided by the number of batches, not of images"""
    return cell.change("correct / count", "correct / len(dataloader)")


@mistake("validate", hint="Do all batches have the same number of images?")
def mean_of_batch_accuracies_validating(cell):
    """the accuracy is the mean over batches, in which images of a short last batch count more"""
    return cell.change(".sum().item()", ".double().mean().item()").change(
        "correct / count", "correct / len(dataloader)"
    )


@mistake("validate", hint="Which loader does the loop run over, whatever the function is given?")
def another_loader(cell):
    """the notebook's `test_loader` is evaluated, not the loader that was given"""
    return cell.change("in dataloader:", "in test_loader:")


@mistake("validate", hint="And which loader should show what the net does on unseen images?")
def the_training_loader(cell):
    """the notebook's `train_loader` is evaluated, not the loader that was given"""
    return cell.change("in dataloader:", "in train_loader:")


@mistake("validate", hint="What does `backward` leave in every parameter?")
def gradients_while_validating(cell):
    """`backward` is called while evaluating, and its gradients stay in the net"""
    return cell.change("with torch.no_grad():", "with torch.enable_grad():").change(
        "            total_loss +=", "            loss_fn(outputs, labels).backward()\n            total_loss +="
    )


@mistake("validate", hint="Should a net learn from the images that it is examined on?")
def steps_while_validating(cell):
    """the net is trained on the images that it is evaluated on"""
    learning = "optimizer = torch.optim.Adam(net.parameters(), lr=0.01)\n    with torch.enable_grad():"
    step = "optimizer.zero_grad()\n            loss_fn(outputs, labels).backward()\n            optimizer.step()"
    return cell.change("with torch.no_grad():", learning).change(
        "            total_loss +=", f"            {step}\n            total_loss +="
    )


@mistake("validate", hint="Whose gradients are these, and does the caller still need them?")
def gradients_cleared_while_validating(cell):
    """the net's gradients are cleared, although evaluating should leave them alone"""
    return cell.change("    net.eval()", "    net.eval()\n    net.zero_grad()")


@mistake("validate", hint="What happens to the images that do not fill a batch?")
def last_short_batch_dropped_validating(cell):
    """the last, short batch is left out"""
    return cell.change(
        "            outputs = net(images)",
        "            if len(labels) < dataloader.batch_size:\n"
        "                continue\n"
        "            outputs = net(images)",
    )


@mistake("validate", hint="Which dimension of the outputs counts the classes, and which the images?")
def largest_over_the_batch_validating(cell):
    """the largest output is looked for among the images of a batch instead of among the classes"""
    return cell.change("argmax(dim=1)", "argmax(dim=0)")


@mistake("validate", hint="What is left of the first batch when the second one has been seen?")
def figures_of_the_last_batch_validating(cell):
    """the figures are those of the last batch: nothing is added up"""
    return cell.change("total_loss +=", "total_loss =").change("correct +=", "correct =").change("count +=", "count =")


@mistake("validate", hint="How often does the body of your loop run?")
def only_the_first_batch_validating(cell):
    """only the first batch is evaluated"""
    return cell.change("count += len(labels)", "count += len(labels)\n            break")


@mistake("validate", hint="What is the argument `loss_fn` for?")
def loss_function_ignored_validating(cell):
    """`loss_fn` is ignored: the loss is always the negative log-likelihood"""
    return cell.change("loss_fn(outputs, labels).item()", "nn.NLLLoss()(outputs, labels).item()")


@mistake("validate", hint="What turns a tensor of one element into a number?")
def loss_as_a_tensor_validating(cell):
    """the loss is a tensor, not a number"""
    return cell.change("loss_fn(outputs, labels).item()", "loss_fn(outputs, labels)")


@mistake("validate", hint="What turns a tensor of one element into a number?")
def accuracy_as_a_tensor_validating(cell):
    """the accuracy is a tensor, not a number"""
    return cell.change(".sum().item()", ".sum()")


@mistake("validate", hint="Who should decide how many digits are shown?")
def rounded_figures_validating(cell):
    """the figures are rounded to two decimals"""
    return cell.change(
        "return total_loss / count, correct / count", "return round(total_loss / count, 2), round(correct / count, 2)"
    )


@mistake("validate", hint="In which order are the two figures asked for?")
def figures_in_the_wrong_order_validating(cell):
    """accuracy and loss are returned in the wrong order"""
    return cell.change("return total_loss / count, correct / count", "return correct / count, total_loss / count")


# --- train ------------------------------------------------------------------------------------------------------------

HANDED_ON = "train_epoch(net, train_loader, optimizer=optimizer, loss_fn=loss_fn)"
MAKES_ADAM = "    if optimizer is None:\n        optimizer = torch.optim.Adam(net.parameters(), lr=lr)\n"
LOOP = "    for _ in range(epochs):\n"
WRITTEN_OUT = """
def train(net, train_loader, test_loader, optimizer=None, lr=0.01, epochs=10, loss_fn=nn.NLLLoss()):
    if optimizer is None:
        optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    history = {"train_loss": [], "train_acc": [], "val_loss": [], "val_acc": []}
    net.train()
    for _ in range(epochs):
        for split, loader in (("train", train_loader), ("val", test_loader)):
            START OF SPLIT
            total_loss, correct, count = 0.0, 0, 0
            for images, labels in loader:
                with torch.set_grad_enabled(split == "train"):
                    outputs = net(images)
                    loss = loss_fn(outputs, labels)
                if split == "train":
                    optimizer.zero_grad()
                    loss.backward()
                    optimizer.step()
                total_loss += loss.item() * len(labels)
                correct += (outputs.argmax(dim=1) == labels).sum().item()
                count += len(labels)
            history[split + "_loss"].append(total_loss / count)
            history[split + "_acc"].append(correct / count)
    return history
"""


@mistake("train", hint="What does Adam remember from one step to the next, and who forgets it?")
def new_optimizer_each_epoch(cell):
    """every epoch makes a new Adam, which has forgotten what the last one had learnt about the gradients"""
    return cell.change(MAKES_ADAM, "").change(
        HANDED_ON, HANDED_ON.replace("optimizer=optimizer", "lr=lr, optimizer=optimizer")
    )


@mistake("train", hint="What if the caller brings an optimizer?")
def given_optimizer_replaced(cell):
    """a new Adam is made although an optimizer was given"""
    return cell.change("    if optimizer is None:\n        optimizer =", "    optimizer =")


@mistake("train", hint="Does the optimizer reach the epochs?")
def optimizer_not_handed_on(cell):
    """the optimizer is not handed to the epochs, so each makes an Adam of its own, at its default rate"""
    return cell.change(HANDED_ON, "train_epoch(net, train_loader, loss_fn=loss_fn)")


@mistake("train", hint="Which learning rate does Adam take when it is told none?")
def learning_rate_lost(cell):
    """`lr` is not handed to Adam, which takes its own default"""
    return cell.change("Adam(net.parameters(), lr=lr)", "Adam(net.parameters())")


@mistake("train", hint="Which optimizer was asked for when none is given?")
def sgd_for_the_run(cell):
    """the optimizer made by default is SGD, not Adam"""
    return cell.change("torch.optim.Adam(", "torch.optim.SGD(")


@mistake("train", hint="Whose parameters does the optimizer hold when the function is called with a second net?")
def optimizer_of_the_first_run(cell):
    """the optimizer of the first run is remembered and used again, although it holds the first net's parameters"""
    return cell.change(MAKES_ADAM,
        "    if optimizer is None:\n"
        '        if not hasattr(train, "adam"):\n'
        "            train.adam = torch.optim.Adam(net.parameters(), lr=lr)\n"
        "        optimizer = train.adam\n",
    )  # fmt: skip


@mistake("train", hint="Which net does the caller look at when the function has returned?")
def trains_a_copy(cell):
    """a copy of the net is trained, so the net that was given never moves"""
    return cell.change(MAKES_ADAM, "    import copy\n\n    net = copy.deepcopy(net)\n" + MAKES_ADAM)


@mistake("train", hint="What happens to what the first epoch has learnt?")
def new_net_each_epoch(cell):
    """every epoch starts with a new net"""
    return cell.change(
        LOOP, LOOP + "        net = make_net()\n        optimizer = torch.optim.Adam(net.parameters(), lr=lr)\n"
    )


@mistake("train", hint="Whose images should the validation figures be about?")
def validates_on_the_training_set(cell):
    """the validation figures come from the training set"""
    return cell.change("validate(net, test_loader", "validate(net, train_loader")


@mistake("train", hint="Which net do the validation figures of the first epoch describe?")
def validates_before_the_epoch(cell):
    """the validation figures are taken before the epoch instead of after it"""
    line = "        val_loss, val_acc = validate(net, test_loader, loss_fn=loss_fn)\n"
    return cell.change(line, "").change(LOOP, LOOP + line)


@mistake("train", hint="When do the training figures of an epoch arise?")
def training_figures_after_the_epoch(cell):
    """the training figures are measured by evaluating after the epoch, not while it trained"""
    return cell.change("train_loss, train_acc = " + HANDED_ON, HANDED_ON).change(
        "        val_loss, val_acc =",
        "        train_loss, train_acc = validate(net, train_loader, loss_fn=loss_fn)\n        val_loss, val_acc =",
    )


@mistake("train", hint="How often does your loop run, and who decides?")
def epochs_ignored(cell):
    """the number of epochs is not the one that was asked for"""
    return cell.change("range(epochs)", "range(10)")


@mistake("train", hint="How many numbers lie between the two ends of your `range`?")
def one_epoch_short(cell):
    """the loop runs one epoch too few"""
    return cell.change("range(epochs)", "range(1, epochs)")


@mistake("train", hint="How far is `return` indented?")
def returns_after_one_epoch(cell):
    """the function returns when the first epoch is over: `return` stands inside the loop"""
    return cell.change("    return history", "        return history")


@mistake("train", hint="When is a default value made: at each call, or once?")
def history_never_ends(cell):
    """the history is made once and shared by all runs, so a second run appends to the first one's figures"""
    empty = '{"train_loss": [], "train_acc": [], "val_loss": [], "val_acc": []}'
    return cell.change("nn.NLLLoss()):", f"nn.NLLLoss(), history={empty}):").without("    history =")


@mistake("train", hint="What is the difference between assigning and appending?")
def last_epoch_only(cell):
    """the history holds the last epoch's figures only"""
    changed = cell
    for name in ("train_loss", "train_acc", "val_loss", "val_acc"):
        changed = changed.change(f'history["{name}"].append({name})', f'history["{name}"] = [{name}]')
    return changed


@mistake("train", hint="Who should decide how many digits are shown?")
def rounded_history(cell):
    """the figures in the history are rounded to two decimals"""
    return cell.change(
        "return history", "return {name: [round(v, 2) for v in values] for name, values in history.items()}"
    )


@mistake("train", hint="What does `.tolist()` do to a tensor?")
def history_of_tensors(cell):
    """the history holds tensors, not numbers"""
    return cell.change("return history", "return {name: torch.tensor(values) for name, values in history.items()}")


@mistake("train", hint="Which figures belong under which name?")
def splits_swapped(cell):
    """training and validation figures are swapped in the history"""
    return swap(cell, ".append(train_", ".append(val_")


@mistake("train", hint="In which order do your two functions return their figures?")
def losses_and_accuracies_swapped(cell):
    """losses and accuracies are swapped in the history"""
    return cell.change("train_loss, train_acc =", "train_acc, train_loss =").change(
        "val_loss, val_acc =", "val_acc, val_loss ="
    )


@mistake("train", hint="Which loss does an epoch take when it is told none?")
def loss_not_handed_to_training(cell):
    """`loss_fn` is not handed on to training"""
    return cell.change("optimizer=optimizer, loss_fn=loss_fn", "optimizer=optimizer")


@mistake("train", hint="Which loss does validation take when it is told none?")
def loss_not_handed_to_validation(cell):
    """`loss_fn` is not handed on to validation"""
    return cell.change("validate(net, test_loader, loss_fn=loss_fn)", "validate(net, test_loader)")


@mistake("train", hint="What does a function return that has no `return`?")
def history_not_returned(cell):
    """the history is not returned"""
    return cell.without("return history")


@mistake("train", hint="Which mode is the net in when the second epoch begins?")
def train_mode_set_once(cell):
    """train mode is set once, before the first epoch; after the first validation the net trains on in eval mode"""
    return cell.rewrite(WRITTEN_OUT.replace("START OF SPLIT", 'if split == "val":\n                net.eval()'))


@mistake("train", hint="Who tells the net that it is being evaluated?")
def never_in_eval_mode(cell):
    """the net stays in train mode while it is validated"""
    return cell.rewrite(WRITTEN_OUT.replace("START OF SPLIT", "net.train()"))


@mistake("train", hint="What does PyTorch prepare for whenever a parameter is used, in validation too?")
def validates_with_gradients(cell):
    """the net is validated without `torch.no_grad()`, so a graph for gradients is built there too"""
    modes = 'net.train(split == "train")'
    return cell.rewrite(WRITTEN_OUT.replace("START OF SPLIT", modes).replace('split == "train"):', "True):", 1))


# --- plot_history -----------------------------------------------------------------------------------------------------


@mistake("plot_history", hint="How would a reader know which curve is which?")
def no_legend(cell):
    """the curves have no legend"""
    return cell.without("ax.legend()")


@mistake("plot_history", hint="Which of the two curves does the legend call training?")
def legend_swapped(cell):
    """the legend calls training validation, and validation training"""
    return swap(cell, 'label="training"', 'label="validation"')


@mistake("plot_history", hint="Which of the two quantities is drawn here?")
def quantities_swapped(cell):
    """the legend calls losses accuracies, and accuracies losses"""
    return cell.change('label="training"', 'label="training " + {"acc": "loss", "loss": "accuracy"}[kind]')


@mistake("plot_history", hint="Is 0.5 much or little, when one axis serves a loss and a share?")
def everything_on_one_axes(cell):
    """losses and accuracies are drawn on the same axes"""
    return (
        cell.change("plt.subplots(1, 2, figsize=(10, 4))", "plt.subplots()")
        .change("zip(axes,", "zip((axes, axes),")
        .change('label="training"', 'label="training " + name')
        .change('label="validation"', 'label="validation " + name')
    )


@mistake("plot_history", hint="Which two curves should lie side by side to show a gap?")
def four_separate_plots(cell):
    """every curve has axes of its own, so training and validation cannot be compared"""
    return cell.rewrite("""
        def plot_history(hist):
            figure, axes = plt.subplots(2, 2)
            for ax, name in zip(axes.flat, ("train_loss", "train_acc", "val_loss", "val_acc")):
                ax.plot(hist[name], label=name)
                ax.set_xlabel("epoch")
                ax.set_ylabel(name)
                ax.legend()
            return figure
    """)


@mistake("plot_history", hint="What does the horizontal axis count?")
def no_label_along_x(cell):
    """the horizontal axes have no labels"""
    return cell.without("ax.set_xlabel")


@mistake("plot_history", hint="What does the vertical axis measure?")
def no_label_along_y(cell):
    """the vertical axes have no labels"""
    return cell.without("ax.set_ylabel")


@mistake("plot_history", hint="How many curves does a history hold?")
def losses_only(cell):
    """the accuracies are not drawn"""
    return cell.change('("acc", "loss")', '("loss", "loss")')


@mistake("plot_history", hint="What would show that a net overfits?")
def training_only(cell):
    """the validation curves are not drawn"""
    return cell.without('hist["val_" + kind]')


# --- plot_weights -----------------------------------------------------------------------------------------------------


@mistake("plot_weights", hint="Were the pixels of an image laid out row by row, or column by column?")
def pictures_transposed(cell):
    """the pictures are transposed: rows and columns of pixels are exchanged"""
    return cell.change("weights[digit].reshape(28, 28)", "weights[digit].reshape(28, 28).T")


@mistake("plot_weights", hint="Which dimension of the weight matrix counts the digits?")
def pictures_of_columns(cell):
    """the weight matrix is cut up along its columns, so every picture mixes all ten digits"""
    return cell.change("weights[digit].reshape(28, 28)", "weights.T.reshape(10, 28, 28)[digit]")


@mistake("plot_weights", hint="How many digits does the net know?")
def one_picture_only(cell):
    """only one digit's weights are to be seen"""
    return cell.change("enumerate(axes.flat):", "enumerate(axes.flat[:1]):")


@mistake("plot_weights", hint="Which shape has a picture, and which has the matrix?")
def whole_matrix(cell):
    """the weights are drawn in one piece, not as ten pictures of 28 by 28"""
    return cell.rewrite("""
        def plot_weights(net):
            figure, ax = plt.subplots()
            ax.imshow(net[1].weight.detach(), aspect="auto")
            return figure
    """)


@mistake("plot_weights", hint="How often does your loop draw, and how many digits are there?")
def nine_pictures(cell):
    """the number of pictures is not that of the digits"""
    return cell.change("enumerate(axes.flat):", "enumerate(axes.flat[:9]):")


@mistake("plot_weights", hint="What does a negative weight say, and where is it in your picture?")
def signs_lost(cell):
    """the pictures show absolute values: what speaks against a digit looks as what speaks for it"""
    return cell.change("weights[digit].reshape(28, 28)", "weights[digit].reshape(28, 28).abs()")


@mistake("plot_weights", hint="Is a large weight large in your picture, too?")
def signs_turned(cell):
    """the pictures show the weights with the opposite sign"""
    return cell.change("weights[digit].reshape(28, 28)", "-weights[digit].reshape(28, 28)")


@mistake("plot_weights", hint="Which digit is drawn first?")
def order_reversed(cell):
    """the pictures do not come in the order of the digits"""
    return cell.change("weights[digit].reshape(28, 28)", "weights[9 - digit].reshape(28, 28)")


@mistake("plot_weights", hint="Does `detach` copy, or does it look at the same memory?")
def weights_scaled_in_place(cell):
    """scaling for the picture changes the net's own weights"""
    plain = "weights = net[1].weight.detach()"
    return cell.change(plain, plain + "\n    weights -= weights.min()\n    weights /= weights.max()")


# --- save_model -------------------------------------------------------------------------------------------------------


@mistake("save_model", hint="What would be executed when somebody opens your file?")
def whole_module_saved(cell):
    """the whole net is pickled instead of its `state_dict`"""
    return cell.change("torch.save(net.state_dict(), path)", "torch.save(net, path)")


@mistake("save_model", hint="Where does the caller look for the file?")
def path_ignored(cell):
    """the file is not written to the path that was given"""
    return cell.change("torch.save(net.state_dict(), path)", 'torch.save(net.state_dict(), "model.pt")')


@mistake("save_model", hint="What exactly does `load_state_dict` want to be given?")
def state_dict_wrapped(cell):
    """the `state_dict` is wrapped in another dict"""
    return cell.change("torch.save(net.state_dict(), path)", 'torch.save({"state_dict": net.state_dict()}, path)')


@mistake("save_model", hint="How would a loader know which tensor belongs to which layer?")
def list_of_parameters(cell):
    """the parameters are saved without the names of their layers"""
    return cell.change("torch.save(net.state_dict(), path)", "torch.save([p.detach() for p in net.parameters()], path)")


@mistake("save_model", hint="Whose weights are in the file?")
def another_net_saved(cell):
    """the weights in the file are not those of the net that was given"""
    return cell.change(
        "torch.save(net.state_dict(), path)",
        "torch.save({name: torch.zeros_like(value) for name, value in net.state_dict().items()}, path)",
    )


@mistake("save_model", hint="Which methods does a `Path` have, and which only a string?")
def path_must_be_a_string(cell):
    """a path is treated as a string, which fails for a `pathlib.Path`"""
    return cell.change("net.state_dict(), path)", 'net.state_dict(), path if path.endswith(".pt") else path + ".pt")')


# --- trained_net ------------------------------------------------------------------------------------------------------


@mistake("trained_net", hint="What does `train` return, and what does it change?")
def history_for_the_net(cell):
    """`trained_net` is the history that `train` returns, not the net"""
    return cell.change("history = train(trained_net", "trained_net = train(trained_net")


@mistake("trained_net", hint="Which net did you train, and which one bears the name?")
def never_trained(cell):
    """the net called `trained_net` knows no more than one that was never trained"""
    return cell.change("train(trained_net", "train(make_net()")


@mistake("trained_net", hint="Was the loss still falling when you stopped, or had it been jumping?")
def stopped_too_early(cell):
    """the net has not learnt as much as one layer can"""
    return cell.change("lr=0.005, epochs=5", "lr=0.0002, epochs=1")
