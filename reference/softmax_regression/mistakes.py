"""Wrong turns that students take in softmax_regression, each as a change of the reference's cell.

`autograder prove softmax_regression` shows that each fails its own exercise and is recognised.
"""

from autograder.authoring import change, exchange, mistakes, rewrite, row, without

# Each row: name, what a student is told, the edit that makes the mistake, what the student is asked.
# fmt: off

DATASET_FACTS = mistakes("dataset_facts",
    row("first_ten_of_the_test_set", "the ten labels are those of the test set",
        change("train.targets[:10]", "test.targets[:10]"),
        hint="Which of the two arguments is asked for its first labels?"),
    row("range_of_the_whole_set", "the range is that of more images than the first one",
        change("image.min().item()", "train.data.min().item() / 255"),
        change("image.max().item()", "train.data.max().item() / 255"),
        hint="Over how many images did you take the minimum and the maximum?"),
    row("raw_bytes",
        "the first image is described as it lies in the file, bytes without a channel, not as the transform gives it",
        change("image, _ = train[0]", "image = train.data[0]"),
        hint="What does the transform do to an image before a network sees it?"),
    row("assumed_range",
        "minimum and maximum are 0 and 1 whatever the image: assumed, or those of the notebook's own set",
        change("image.min().item()", "0.0"), change("image.max().item()", "1.0"),
        hint="Which line would still be right for a data set whose first image is grey all over?"),
    row("range_as_tensors", "minimum and maximum are tensors, not numbers",
        change("image.min().item()", "image.min()"), change("image.max().item()", "image.max()"),
        hint="What turns a tensor of one element into a number?"),
    row("labels_as_a_tensor", "the ten labels are a tensor, not a list",
        change("train.targets[:10].tolist()", "train.targets[:10]"), hint="What does `.tolist()` do to a tensor?"),
    row("sizes_written_down", "the sizes are those of the notebook's own sets, not of the arguments",
        change("len(train)", "4000"), change("len(test)", "1000"),
        hint="What does the function return for two other data sets?"),
    row("sets_of_the_notebook", "the notebook's own sets are described, whatever the function is given",
        change("image, _ = train[0]", "image, _ = train_set[0]"), change("len(train)", "len(train_set)"),
        change("len(test)", "len(test_set)"), change("train.targets", "train_set.targets"),
        hint="Which sets does the function look at, whatever it is given?"),
    row("sizes_swapped", "the sizes of the two sets are swapped",
        exchange("len(train)", "len(test)"), hint="Which set is meant by the key `train`?"),
    row("shape_of_the_whole_set", "the shape is that of all images together, not of one",
        change("tuple(image.shape)", "tuple(train.data.shape)"),
        hint="How many dimensions does one image have, and how many all of them together?"),
)

MAKE_NET = mistakes("make_net",
    row("softmax_without_log", "the net returns probabilities, not their logarithms",
        change("nn.LogSoftmax(dim=1)", "nn.Softmax(dim=1)"),
        hint="What does `NLLLoss` expect: probabilities, or their logarithms?"),
    row("softmax_over_the_batch", "the log-softmax runs over the images of the batch instead of over the classes",
        change("nn.LogSoftmax(dim=1)", "nn.LogSoftmax(dim=0)"),
        hint="Which dimension counts the classes, and which the images?"),
    row("no_softmax", "the net returns the scores themselves: no log-softmax is applied to them",
        without("nn.LogSoftmax"), hint="What do the exponentials of one row of your output sum to?"),
    row("no_flatten", "the images are not flattened, so they do not fit the linear layer",
        without("nn.Flatten"), hint="What shape does a linear layer expect, and what shape has a batch of images?"),
    row("relu_before_softmax", "a ReLU stands before the log-softmax and makes all negative scores equal",
        change("nn.Linear(784, 10),", "nn.Linear(784, 10),\n        nn.ReLU(),"),
        hint="What happens to a negative score on its way to the softmax?"),
    row("softmax_twice", "a softmax stands before the log-softmax, which flattens all differences",
        change("nn.Linear(784, 10),", "nn.Linear(784, 10),\n        nn.Softmax(dim=1),"),
        hint="How often does your net turn scores into shares?"),
    row("logistic_for_softmax",
        "each score goes through a logistic function of its own, so the ten probabilities do not sum to 1",
        change("nn.LogSoftmax(dim=1)", "nn.LogSigmoid()"), hint="Do the ten outputs know of one another?"),
    row("log_of_softmax",
        "softmax and logarithm are computed one after the other, which gives minus infinity for large scores",
        rewrite("""
            class Log(nn.Module):
                def forward(self, x):
                    return torch.log(x)


            def make_net():
                return nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.Softmax(dim=1), Log())
        """), hint="What is the logarithm of a probability that was rounded to 0?"),
    row("hidden_layer", "the net has a hidden layer: that is more than a softmax regression",
        change("nn.Linear(784, 10),", "nn.Linear(784, 32),\n        nn.ReLU(),\n        nn.Linear(32, 10),"),
        hint="How many layers does a softmax regression have?"),
    row("frozen", "no gradient reaches the layer, so it cannot learn: it is frozen, or cut off from the output",
        change("nn.Linear(784, 10)", "nn.Linear(784, 10).requires_grad_(False)"),
        hint="Which of your parameters has `requires_grad`, and has the output?"),
    row("no_bias", "the linear layer has no biases",
        change("nn.Linear(784, 10)", "nn.Linear(784, 10, bias=False)"), hint="What is the b in W x + b?"),
    row("same_net_every_time", "every call hands out the same layer, so that training one net trains them all",
        rewrite("""
            layers = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.LogSoftmax(dim=1))


            def make_net():
                return layers
        """), hint="When is your layer made: at the call, or before it?"),
)


def figures(end="", indent=8, used="used"):
    """Wrong turns with the two figures, which `train_epoch` and `validate` compute alike; `end` ends their names."""
    inner = " " * indent
    return (
        row(f"mean_of_batch_means{end}",
            "the loss is the mean of the batch means, in which images of a short last batch count more",
            change(" * len(labels)", ""), change("total_loss / count", "total_loss / len(dataloader)"),
            hint="Do all batches have the same number of images?"),
        row(f"batch_means_over_images{end}",
            "batch means are added up and divided by the number of images, which is too small by about the batch size",
            change(" * len(labels)", ""),
            hint="A sum of means, divided by images: of how many numbers was it the sum?"),
        row(f"sum_of_batch_means{end}", "the loss is the sum of the batch means, not divided by anything",
            change(" * len(labels)", ""), change("total_loss / count", "total_loss"),
            hint="What does the sum of batch means grow with?"),
        row(f"short_batch_weighs_full{end}", "the short last batch is weighed as if it were full",
            change("* len(labels)", "* dataloader.batch_size"), hint="How many images does the last batch hold?"),
        row(f"mean_of_batch_accuracies{end}",
            "the accuracy is the mean over batches, in which images of a short last batch count more",
            change(".sum().item()", ".double().mean().item()"), change("correct / count", "correct / len(dataloader)"),
            hint="Do all batches have the same number of images?"),
        row(f"compared_with_all{end}", "each answer is compared with every label of the batch, not just with its own",
            change("argmax(dim=1)", "argmax(dim=1, keepdim=True)"), hint="Which shapes are compared with each other?"),
        row(f"largest_over_the_batch{end}",
            "the largest output is looked for among the images of a batch instead of among the classes",
            change("argmax(dim=1)", "argmax(dim=0)"),
            hint="Which dimension of the outputs counts the classes, and which the images?"),
        row(f"figures_of_the_last_batch{end}",
            "the figures are those of the last batch: sums are overwritten, or begin anew with every batch",
            change("total_loss +=", "total_loss ="), change("correct +=", "correct ="), change("count +=", "count ="),
            hint="What is left of the first batch when the second one has been seen?"),
        row(f"only_the_first_batch{end}", f"only the first batch is {used}",
            change("count += len(labels)", f"count += len(labels)\n{inner}break"),
            hint="How often does the body of your loop run?"),
        row(f"last_short_batch_dropped{end}", "the last, short batch is left out", change(f"{inner}outputs =",
                   f"{inner}if len(labels) < dataloader.batch_size:\n{inner}    continue\n{inner}outputs ="),
            hint="What happens to the images that do not fill a batch?"),
        row(f"accuracy_as_a_tensor{end}", "the accuracy is a tensor, not a number",
            change(".sum().item()", ".sum()"), hint="What turns a tensor of one element into a number?"),
        row(f"figures_in_the_wrong_order{end}", "accuracy and loss are returned in the wrong order",
            change("return total_loss / count, correct / count", "return correct / count, total_loss / count"),
            hint="In which order are the two figures asked for?"),
    )


TRAIN_EPOCH = mistakes("train_epoch",
    row("gradients_never_cleared", "gradients are never cleared, so every step repeats all the steps before it",
        without("optimizer.zero_grad()"), hint="Where does a gradient go when the next batch arrives?"),
    row("gradients_cleared_once",
        "every step repeats all the steps before it in its epoch: are gradients cleared only once, before the loop?",
        without("optimizer.zero_grad()"), change("    net.train()", "    net.train()\n    optimizer.zero_grad()"),
        hint="How often does the line run that clears the gradients?"),
    row("one_step_an_epoch",
        "one step is taken at the end, along the gradients of all batches together, instead of one a batch",
        without("optimizer.zero_grad()"), without("optimizer.step()"),
        change("    net.train()", "    net.train()\n    optimizer.zero_grad()"),
        change("    return", "    optimizer.step()\n    return"),
        hint="How many steps should one pass over the data take?"),
    row("last_update_missing", "the step of the last batch is missing", change("        optimizer.step()",
               "        if count + len(labels) < len(dataloader.dataset):\n            optimizer.step()"),
        hint="What becomes of the gradient of the last batch?"),
    row("new_optimizer_each_batch",
        "every batch makes a new Adam, which has forgotten what the batches before told about the gradients",
        without("if optimizer is None"), without("optimizer = torch.optim.Adam"), change("optimizer.zero_grad()",
               "adam = optimizer or torch.optim.Adam(net.parameters(), lr=lr)\n        adam.zero_grad()"),
        change("optimizer.step()", "adam.step()"), hint="What does Adam remember from one batch to the next?"),
    row("step_before_backward", "the step comes before `backward`, so it uses the gradient of the batch before",
        change("        loss.backward()\n        optimizer.step()", "        loss.backward()"),
        change("optimizer.zero_grad()", "optimizer.step()\n        optimizer.zero_grad()"),
        hint="Which batch does the gradient belong to that a step uses?"),
    row("no_step", "the net ends as it began: is `step` missing, does it find its gradients cleared, or is it undone?",
        without("optimizer.step()"),
        hint="Which line changes the weights, and what is in their gradients when it runs?"),
    row("no_backward",
        "no gradient reaches the step: none is computed, it is cleared too soon, or it is that of another net",
        without("loss.backward()"),
        hint="Which line computes gradients, and are they still there when the optimizer looks?"),
    row("no_train_mode", "the net is not in train mode while it is trained",
        without("net.train()"), hint="Who tells the net that it is being trained?"),
    *figures(),
    row("learning_rate_ignored", "`lr` does not reach Adam, which steps at 0.001, its own default",
        change("Adam(net.parameters(), lr=lr)", "Adam(net.parameters())"),
        hint="Which learning rate does Adam step at, and who says so?"),
    row("learning_rate_fixed", "Adam steps at 0.01, the default of the signature, whatever `lr` is",
        change("lr=lr)", "lr=0.01)"), hint="Where is the argument `lr` used?"),
    row("sgd_by_default", "the optimizer made by default is SGD, not Adam",
        change("torch.optim.Adam(", "torch.optim.SGD("), hint="Which optimizer was asked for when none is given?"),
    row("given_optimizer_ignored", "a new Adam is made although an optimizer was given",
        change("    if optimizer is None:\n        optimizer", "    optimizer"),
        hint="What if the caller brings an optimizer?"),
    row("optimizer_remembered",
        "the optimizer holds another net's parameters: is that of the first call remembered and used again?",
        change("    if optimizer is None:\n        optimizer = torch.optim.Adam(net.parameters(), lr=lr)\n",
               '    if optimizer is None:\n        if not hasattr(train_epoch, "adam"):\n'
               "            train_epoch.adam = torch.optim.Adam(net.parameters(), lr=lr)\n"
               "        optimizer = train_epoch.adam\n"),
        hint="Whose parameters does the optimizer hold when the function is called with a second net?"),
    row("loss_function_ignored", "`loss_fn` has no effect: the loss is that of `NLLLoss`, whatever is asked",
        change("loss = loss_fn(outputs, labels)", "loss = nn.NLLLoss()(outputs, labels)"),
        hint="What is the argument `loss_fn` for?"),
    row("measured_after_the_steps",
        "the figures describe the net after its steps, when it has already learnt from the batches, not as it trained",
        change("        optimizer.step()",
               "        optimizer.step()\n        outputs = net(images)\n        loss = loss_fn(outputs, labels)"),
        hint="Which net made the outputs that you count: before or after its step?"),
    row("loss_as_a_tensor", "the loss is a tensor, not a number, and may hold the graph of every batch in memory",
        change("loss.item() * len(labels)", "loss * len(labels)"), hint="What does a tensor hold besides its value?"),
)

VALIDATE = mistakes("validate",
    row("no_eval_mode", "the net is not in eval mode while it is evaluated, so layers that differ in training still do",
        without("net.eval()"), hint="Who tells the net that it is being evaluated?"),
    row("gradients_left_off", "gradients are switched off and never on again: nothing can be trained then",
        change("with torch.no_grad():", "torch.set_grad_enabled(False)\n    if True:"),
        hint="Who switches gradients on again when your function has returned?"),
    row("no_no_grad", "the outputs are computed with gradients, which nobody needs here",
        change("with torch.no_grad():", "with torch.enable_grad():"),
        hint="What does PyTorch prepare for whenever a parameter is used?"),
    *figures("_validating", 12, "evaluated"),
    row("another_loader", "the notebook's test images are evaluated, not those of the loader that was given",
        change("in dataloader:", "in test_loader:"),
        hint="Which loader does the loop run over, whatever the function is given?"),
    row("the_training_loader", "the notebook's training images are evaluated, not those of the loader that was given",
        change("in dataloader:", "in train_loader:"),
        hint="And which loader should show what the net does on unseen images?"),
    row("gradients_while_validating", "`backward` is called while evaluating, and its gradients stay in the net",
        change("with torch.no_grad():", "with torch.enable_grad():"), change("            total_loss +=",
               "            loss_fn(outputs, labels).backward()\n            total_loss +="),
        hint="What does `backward` leave in every parameter?"),
    row("steps_while_validating", "the net is trained on the images that it is evaluated on",
        change("with torch.no_grad():",
               "optimizer = torch.optim.Adam(net.parameters(), lr=0.01)\n    with torch.enable_grad():"),
        change("            total_loss +=",
               "            optimizer.zero_grad()\n            loss_fn(outputs, labels).backward()\n"
               "            optimizer.step()\n            total_loss +="),
        hint="Should a net learn from the images that it is examined on?"),
    row("gradients_cleared_while_validating",
        "the net's gradients are cleared, although evaluating should leave them alone",
        change("    net.eval()", "    net.eval()\n    net.zero_grad()"),
        hint="Whose gradients are these, and does the caller still need them?"),
    row("loss_function_ignored_validating", "`loss_fn` has no effect: the loss is that of `NLLLoss`, whatever is asked",
        change("loss_fn(outputs, labels).item()", "nn.NLLLoss()(outputs, labels).item()"),
        hint="What is the argument `loss_fn` for?"),
    row("loss_as_a_tensor_validating", "the loss is a tensor, not a number",
        change("loss_fn(outputs, labels).item()", "loss_fn(outputs, labels)"),
        hint="What turns a tensor of one element into a number?"),
)

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


def new_optimizer_each_epoch(cell):
    return cell.change(MAKES_ADAM, "").change(
        HANDED_ON, HANDED_ON.replace("optimizer=optimizer", "lr=lr, optimizer=optimizer")
    )


def last_epoch_only(cell):
    changed = cell
    for name in ("train_loss", "train_acc", "val_loss", "val_acc"):
        changed = changed.change(f'history["{name}"].append({name})', f'history["{name}"] = [{name}]')
    return changed


def train_mode_set_once(cell):
    return cell.rewrite(WRITTEN_OUT.replace("START OF SPLIT", 'if split == "val":\n                net.eval()'))


def never_in_eval_mode(cell):
    return cell.rewrite(WRITTEN_OUT.replace("START OF SPLIT", "net.train()"))


def validates_with_gradients(cell):
    modes = 'net.train(split == "train")'
    return cell.rewrite(WRITTEN_OUT.replace("START OF SPLIT", modes).replace('split == "train"):', "True):", 1))


TRAIN = mistakes("train",
    row("new_optimizer_each_epoch",
        "every epoch makes a new Adam, which has forgotten what the last one had learnt about the gradients",
        new_optimizer_each_epoch, hint="What does Adam remember from one step to the next, and who forgets it?"),
    row("given_optimizer_replaced", "a new Adam is made although an optimizer was given",
        change("    if optimizer is None:\n        optimizer =", "    optimizer ="),
        hint="What if the caller brings an optimizer?"),
    row("optimizer_not_handed_on", "each epoch makes an Adam of its own, whatever `optimizer` is",
        change(HANDED_ON, "train_epoch(net, train_loader, loss_fn=loss_fn)"),
        hint="Does the optimizer reach the epochs?"),
    row("learning_rate_lost", "`lr` does not reach Adam, which steps at 0.001, its own default",
        change("Adam(net.parameters(), lr=lr)", "Adam(net.parameters())"),
        hint="Which learning rate does Adam step at, and who says so?"),
    row("learning_rate_of_the_run_fixed", "Adam steps at 0.01, the default of the signature, whatever `lr` is",
        change("Adam(net.parameters(), lr=lr)", "Adam(net.parameters(), lr=0.01)"), hint="Where is `lr` used?"),
    row("sgd_for_the_run", "the optimizer made by default is SGD, not Adam",
        change("torch.optim.Adam(", "torch.optim.SGD("), hint="Which optimizer was asked for when none is given?"),
    row("optimizer_of_the_first_run",
        "the optimizer holds another net's parameters: is that of the first run remembered and used again?",
        change(MAKES_ADAM,
               '    if optimizer is None:\n        if not hasattr(train, "adam"):\n'
               "            train.adam = torch.optim.Adam(net.parameters(), lr=lr)\n"
               "        optimizer = train.adam\n"),
        hint="Whose parameters does the optimizer hold when the function is called with a second net?"),
    row("trains_a_copy",
        "the net that was given ends as it began: a copy is trained in its place, or its weights are put back",
        change(MAKES_ADAM, "    import copy\n\n    net = copy.deepcopy(net)\n" + MAKES_ADAM),
        hint="Which net does the caller look at when the function has returned?"),
    row("new_net_each_epoch", "a new net is made and trained, in each epoch perhaps, instead of the one that was given",
        change(LOOP,
               LOOP + "        net = make_net()\n        optimizer = torch.optim.Adam(net.parameters(), lr=lr)\n"),
        hint="Which net does the caller have, and where is what an epoch has learnt?"),
    row("validates_on_the_training_set", "the validation figures come from the training set",
        change("validate(net, test_loader", "validate(net, train_loader"),
        hint="Whose images should the validation figures be about?"),
    row("validates_before_the_epoch", "the validation figures are taken before the epoch instead of after it",
        change("        val_loss, val_acc = validate(net, test_loader, loss_fn=loss_fn)\n", ""),
        change(LOOP, LOOP + "        val_loss, val_acc = validate(net, test_loader, loss_fn=loss_fn)\n"),
        hint="Which net do the validation figures of the first epoch describe?"),
    row("training_figures_after_the_epoch",
        "the training figures are measured by evaluating after the epoch, not while it trained",
        change("train_loss, train_acc = " + HANDED_ON, HANDED_ON), change("        val_loss, val_acc =",
               "        train_loss, train_acc = validate(net, train_loader, loss_fn=loss_fn)\n"
               "        val_loss, val_acc ="), hint="When do the training figures of an epoch arise?"),
    row("epochs_ignored", "the number of epochs is not the one that was asked for",
        change("range(epochs)", "range(10)"), hint="How often does your loop run, and who decides?"),
    row("one_epoch_short", "the loop runs one epoch too few",
        change("range(epochs)", "range(1, epochs)"), hint="How many numbers lie between the two ends of your `range`?"),
    row("returns_after_one_epoch",
        "training ends when the first epoch is over: does `return` or `break` stand in the loop?",
        change("    return history", "        return history"), hint="What ends the loop over the epochs?"),
    row("history_never_ends",
        "the history is made once and shared by all runs, so a second run appends to the first one's figures",
        change("nn.NLLLoss()):",
               'nn.NLLLoss(), history={"train_loss": [], "train_acc": [], "val_loss": [], "val_acc": []}):'),
        without("    history ="), hint="Where is the history made: anew in each call, or once for all?"),
    row("last_epoch_only", "the history holds the last epoch's figures only",
        last_epoch_only, hint="What becomes of an epoch's figures when the next epoch has ended?"),
    row("rounded_history", "the figures in the history are rounded to two decimals", change("return history",
               "return {name: [round(v, 2) for v in values] for name, values in history.items()}"),
        hint="Who should decide how many digits are shown?"),
    row("history_of_tensors", "the history holds tensors, not numbers",
        change("return history", "return {name: torch.tensor(values) for name, values in history.items()}"),
        hint="What does `.tolist()` do to a tensor?"),
    row("splits_swapped", "training and validation figures are swapped in the history",
        exchange(".append(train_", ".append(val_"), hint="Which figures belong under which name?"),
    row("losses_and_accuracies_swapped", "losses and accuracies are swapped in the history",
        change("train_loss, train_acc =", "train_acc, train_loss ="),
        change("val_loss, val_acc =", "val_acc, val_loss ="),
        hint="In which order do your two functions return their figures?"),
    row("loss_not_handed_to_training", "training goes by the default loss, whatever `loss_fn` is",
        change("optimizer=optimizer, loss_fn=loss_fn", "optimizer=optimizer"),
        hint="Which loss does an epoch descend on, and who says so?"),
    row("loss_not_handed_to_validation", "validation reports the default loss, whatever `loss_fn` is",
        change("validate(net, test_loader, loss_fn=loss_fn)", "validate(net, test_loader)"),
        hint="Which loss does validation report, and who says so?"),
    row("loss_handed_on_nowhere", "training and validation both take the default loss, whatever `loss_fn` is",
        change("optimizer=optimizer, loss_fn=loss_fn", "optimizer=optimizer"),
        change("validate(net, test_loader, loss_fn=loss_fn)", "validate(net, test_loader)"),
        hint="Which loss do the two take, and who says so?"),
    row("history_not_returned", "nothing is returned; the history is asked",
        without("return history"), hint="What does a function return that has no `return`?"),
    row("train_mode_set_once", "from the second epoch on the net trains in eval mode: no later epoch sets train mode",
        train_mode_set_once, hint="Which mode is the net in when the second epoch begins?"),
    row("never_in_eval_mode", "the net stays in train mode while it is validated",
        never_in_eval_mode, hint="Who tells the net that it is being evaluated?"),
    row("validates_with_gradients",
        "the net is validated without `torch.no_grad()`, so a graph for gradients is built there too",
        validates_with_gradients,
        hint="What does PyTorch prepare for whenever a parameter is used, in validation too?"),
)

PLOT_HISTORY = mistakes("plot_history",
    row("no_legend", "no legend names the curves",
        without("ax.legend()"), hint="How would a reader know which curve is which?"),
    row("legend_swapped", "the legend calls training validation, and validation training",
        exchange('label="training"', 'label="validation"'),
        hint="Which of the two curves does the legend call training?"),
    row("quantities_swapped", "losses are called accuracies, and accuracies losses",
        change('label="training"', 'label="training " + {"acc": "loss", "loss": "accuracy"}[kind]'),
        hint="Which of the two quantities is drawn here, and what do legend and labels call it?"),
    row("everything_on_one_axes", "losses and accuracies are drawn on the same axes",
        change("plt.subplots(1, 2, figsize=(10, 4))", "plt.subplots()"), change("zip(axes,", "zip((axes, axes),"),
        change('label="training"', 'label="training " + name'),
        change('label="validation"', 'label="validation " + name'),
        hint="Is 0.5 much or little, when one axis serves a loss and a share?"),
    row("four_separate_plots", "every curve has axes of its own, so training and validation cannot be compared",
        rewrite("""
            def plot_history(hist):
                figure, axes = plt.subplots(2, 2)
                for ax, name in zip(axes.flat, ("train_loss", "train_acc", "val_loss", "val_acc")):
                    ax.plot(hist[name], label=name)
                    ax.set_xlabel("epoch")
                    ax.set_ylabel(name)
                    ax.legend()
                return figure
        """), hint="Which two curves should lie side by side to show a gap?"),
    row("no_label_along_x", "not every horizontal axis has a label",
        without("ax.set_xlabel"), hint="What does the horizontal axis count?"),
    row("no_label_along_y", "not every vertical axis has a label",
        without("ax.set_ylabel"), hint="What does the vertical axis measure?"),
    row("losses_only", "the accuracies are not drawn",
        change('("acc", "loss")', '("loss", "loss")'), hint="How many curves does a history hold?"),
    row("training_only", "the validation curves are not drawn",
        without('hist["val_" + kind]'), hint="What would show that a net overfits?"),
)

PLOT_WEIGHTS = mistakes("plot_weights",
    row("pictures_of_columns", "the weight matrix is cut up along its columns, so every picture mixes all ten digits",
        change("weights[digit].reshape(28, 28)", "weights.T.reshape(10, 28, 28)[digit]"),
        hint="Which dimension of the weight matrix counts the digits?"),
    row("one_picture_only", "only one digit's weights are to be seen",
        change("enumerate(axes.flat):", "enumerate(axes.flat[:1]):"), hint="How many digits does the net know?"),
    row("whole_matrix", "the weights are drawn in one piece, not as ten pictures of 28 by 28",
        rewrite("""
            def plot_weights(net):
                figure, ax = plt.subplots()
                ax.imshow(net[1].weight.detach(), aspect="auto")
                return figure
        """), hint="Which shape has a picture, and which has the matrix?"),
    row("nine_pictures", "the number of pictures is not that of the digits",
        change("enumerate(axes.flat):", "enumerate(axes.flat[:9]):"),
        hint="How often does your loop draw, and how many digits are there?"),
    row("signs_lost", "the pictures show absolute values: what speaks against a digit looks as what speaks for it",
        change("weights[digit].reshape(28, 28)", "weights[digit].reshape(28, 28).abs()"),
        hint="What does a negative weight say, and where is it in your picture?"),
    row("weights_scaled_in_place", "scaling for the picture changes the net's own weights",
        change("weights = net[1].weight.detach()",
               "weights = net[1].weight.detach()\n    weights -= weights.min()\n    weights /= weights.max()"),
        hint="Does `detach` copy, or does it look at the same memory?"),
)

SAVE_MODEL = mistakes("save_model",
    row("whole_module_saved", "the whole net is pickled instead of its `state_dict`",
        change("torch.save(net.state_dict(), path)", "torch.save(net, path)"),
        hint="What would be executed when somebody opens your file?"),
    row("path_ignored", "the file is not written to the path that was given",
        change("torch.save(net.state_dict(), path)", 'torch.save(net.state_dict(), "model.pt")'),
        hint="Where does the caller look for the file?"),
    row("state_dict_wrapped", "the `state_dict` is wrapped in another dict",
        change("torch.save(net.state_dict(), path)", 'torch.save({"state_dict": net.state_dict()}, path)'),
        hint="What exactly does `load_state_dict` want to be given?"),
    row("list_of_parameters", "the parameters are saved without the names of their layers",
        change("torch.save(net.state_dict(), path)", "torch.save([p.detach() for p in net.parameters()], path)"),
        hint="How would a loader know which tensor belongs to which layer?"),
    row("another_net_saved", "the weights in the file are not those of the net that was given",
        change("torch.save(net.state_dict(), path)",
               "torch.save({name: torch.zeros_like(value) for name, value in net.state_dict().items()}, path)"),
        hint="Whose weights are in the file?"),
    row("path_must_be_a_string", "a path is treated as a string, which fails for a `pathlib.Path`",
        change("net.state_dict(), path)", 'net.state_dict(), path if path.endswith(".pt") else path + ".pt")'),
        hint="Which methods does a `Path` have, and which only a string?"),
)

TRAINED_NET = mistakes("trained_net",
    row("history_for_the_net", "`trained_net` is the history that `train` returns, not the net",
        change("history = train(trained_net", "trained_net = train(trained_net"),
        hint="What does `train` return, and what does it change?"),
    row("never_trained", "the net called `trained_net` knows no more than one that was never trained",
        change("train(trained_net", "train(make_net()"), hint="Which net did you train, and which one bears the name?"),
    row("stopped_too_early", "the net has not learnt as much as one layer can",
        change("lr=0.005, epochs=5", "lr=0.0002, epochs=1"),
        hint="Was the loss still falling when you stopped, or had it been jumping?"),
)
