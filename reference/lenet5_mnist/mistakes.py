"""Known wrong turns in lenet5_mnist. Private: only their names, sentences and answers reach a student."""

from autograder.authoring import change, exchange, mistakes, rewrite, row, without

# Each row: name, what a student is told, the edit that makes the mistake, what the student is asked.
# fmt: off

COUNT_SAMPLES = mistakes("count_samples",
    row("no_minlength", "counting stops at the largest digit that occurs, so there may be fewer than ten counts",
        change(", minlength=10", ""), hint="How many counts come out for a data set without a single 9?"),
    row("only_digits_that_occur", "digits that do not occur are left out instead of counting 0",
        change("torch.bincount(dataset.targets, minlength=10)",
               "torch.unique(dataset.targets, return_counts=True)[1]"),
        hint="Where in the result of `np.unique` is a digit that does not occur?"),
    row("counts_the_training_set",
        "the numbers are those of the notebook's training set, whatever data set it is given",
        change("dataset.targets", "train_set.targets"), change("len(dataset)", "len(train_set)"),
        hint="What does your function say about the test set?"),
    row("total_as_tensor", "the number of images is a tensor instead of an int",
        change("len(dataset), ", "counts.sum(), "), hint="How do you turn a tensor with one element into a number?"),
    row("counts_remembered", "what an earlier call counted is still there, and a second call adds to it",
        rewrite("""
            def count_samples(dataset, counts=[0] * 10):
                for label in dataset.targets.tolist():
                    counts[label] += 1
                return len(dataset), counts
        """), hint="Which line sets the counts to 0, and when does it run: at each call, or once?"),
)

SAMPLES_WITH_LABEL = mistakes("samples_with_label",
    row("image_with_label", "the list holds pairs of image and label instead of images",
        change("dataset[index][0]", "dataset[index]"), hint="What are the two parts of `dataset[i]`?"),
    row("raw_pixels", "the images come straight from `dataset.data`, without the transform",
        change("dataset[index][0]", "dataset.data[index]"),
        hint="`dataset.data` and `dataset[i]` do not give the same image: what happens in between?"),
    row("one_too_many", "the list holds one image more than was asked for",
        change("[:num_samples]", "[: num_samples + 1]"),
        hint="At which moment does your loop find out that it has enough?"),
    row("always_five", "it returns five images, however many were asked for",
        change("[:num_samples]", "[:5]"), hint="How many does a call with `num_samples=3` return?"),
    row("last_ones", "it returns the last images of the digit instead of the first",
        change("[:num_samples]", "[-num_samples:]"), hint="Which end of the data set do they come from?"),
    row("searches_too_short", "the search ends too soon: images of the digit that stand further back are never reached",
        change("dataset.targets == digit", "dataset.targets[:num_samples] == digit"),
        hint="What are the first five images of the data set, and what do they show?"),
    row("runs_past_the_end", "it reads on until it has enough images, past the end of a data set that has fewer",
        change("for index in indices[:num_samples]", "for index in [indices[i] for i in range(num_samples)]"),
        hint="What does your loop do when it has reached the end of the data set?"),
)

FC1 = "features = F.relu(self.fc1(features))"
FC2 = "features = F.relu(self.fc2(features))"

LENET = mistakes("LeNet",
    row("softmax_at_the_end", "a softmax follows the last layer, so the loss applies a second one",
        change("return self.fc3(features)", "return F.softmax(self.fc3(features), dim=1)"),
        hint="What does `nn.CrossEntropyLoss` do with its input before it takes the logarithm?"),
    row("no_relu_between_linear_layers",
        "the ReLU after `fc1` and `fc2` is missing or without effect: the three linear layers amount to one",
        change(FC1, "features = self.fc1(features)"), change(FC2, "features = self.fc2(features)"),
        hint="What is the composition of two linear functions?"),
    row("no_relu_after_fc1", "the ReLU after `fc1` is missing or has no effect",
        change(FC1, "features = self.fc1(features)"),
        hint="Go through the last column of the table, row by row: what comes after `fc1`?"),
    row("no_relu_after_fc2", "the ReLU after `fc2` is missing or has no effect",
        change(FC2, "features = self.fc2(features)"),
        hint="Go through the last column of the table, row by row: what comes after `fc2`?"),
    row("no_relu_after_convolutions", "the ReLU after both convolutions is missing or has no effect",
        change("F.relu(self.conv1(images))", "self.conv1(images)"),
        change("F.relu(self.conv2(maps))", "self.conv2(maps)"),
        hint="Go through the last column of the table: what comes between a convolution and its pooling?"),
    row("no_gradients", "no gradient reaches any layer: does `no_grad`, `detach` or `requires_grad` stand in the way?",
        change("    def forward", "    @torch.no_grad()\n    def forward"),
        hint="What do `torch.no_grad()` and `detach()` keep from being written down, and who needs it?"),
    row("sigmoid_for_relu", "the activation is the sigmoid of the 1998 network instead of ReLU",
        change("F.relu(", "torch.sigmoid("), hint="Which activation does the table ask for?"),
    row("average_pooling", "pooling takes the mean of each block instead of the maximum",
        change("F.max_pool2d", "F.avg_pool2d"), hint="Which number of each 2×2 block is to be kept?"),
    row("padding_of_one", "the first convolution is padded by 1 instead of 2",
        change("padding=2", "padding=1"), hint="28 + 2p − k + 1 should be 30. What is p?"),
    row("padding_forgotten", "`fc1` takes 400 numbers, as many as arrive when the first convolution has no padding",
        change(", padding=2", ""), change("16 * 6 * 6", "16 * 5 * 5"), hint="28 + 2p − k + 1 should be 30. What is p?"),
    row("padding_forgotten_and_sizes_kept",
        "the first convolution has no padding, so what reaches `fc1` is smaller than it expects",
        change(", padding=2", ""), hint="28 + 2p − k + 1 should be 30. What are p and k?"),
    row("windows_of_five", "the windows are 5×5, as in 1998, instead of 3×3",
        change("kernel_size=3", "kernel_size=5"), change("16 * 6 * 6", "16 * 5 * 5"),
        hint="How wide is the window in the table?"),
    row("layers_in_a_list", "the module finds no parameters: its layers are missing, or kept in a plain list",
        rewrite("""
            class LeNet(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.layers = [nn.Conv2d(1, 6, 3, padding=2), nn.Conv2d(6, 16, 3)]
                    self.layers += [nn.Linear(576, 120), nn.Linear(120, 84), nn.Linear(84, 10)]

                def forward(self, images):
                    for layer in self.layers[:2]:
                        images = F.max_pool2d(F.relu(layer(images)), 2)
                    features = images.flatten(1)
                    for layer in self.layers[2:4]:
                        features = F.relu(layer(features))
                    return self.layers[4](features)
        """), hint="Where do the layers of a network get registered?"),
    row("layers_under_other_names", "the layers go by other names than those of the table",
        change("self.conv", "self.convolution"), change("self.fc", "self.linear"),
        hint="What are the layers called in the first column of the table?"),
    row("flattens_the_batch", "flattening starts at the batch axis and makes one vector of all images",
        change("start_dim=1", "start_dim=0"), hint="Which axis counts the images, and must survive?"),
    row("no_bias", "the convolutions have no bias",
        change("kernel_size=3", "kernel_size=3, bias=False"), hint="Does every layer in the table add a bias?"),
)

FORWARD = "loss = criterion(lenet(images), labels)"
BODY = """\
        images = images.to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        loss = criterion(lenet(images), labels)
        loss.backward()
        optimizer.step()
"""


def only_the_last_batch(cell):
    loop = "    for images, labels in train_loader:\n"
    outside = "\n".join(line.removeprefix("    ") for line in BODY.rstrip("\n").split("\n"))
    return cell.change(BODY.rstrip("\n"), outside).change(loop, loop + "        pass\n")


def two_passes(cell):
    body = cell.change("    for images", "    for _ in range(2):\n        for images")
    return body.change(BODY.rstrip("\n"), "\n".join("    " + line for line in BODY.rstrip("\n").split("\n")))


def not_moved(begin=""):
    """What training and measuring leave on the CPU alike; `begin` begins the names."""
    return (
        row(f"{begin}images_left_behind", "the images are not moved to `device`",
            without("images = images.to(device)"), hint="Where do the images live, and where the weights?"),
        row(f"{begin}labels_left_behind", "the labels are not moved to `device`",
            without("labels = labels.to(device)"), hint="Where do the labels live, and where the logits?"),
        row(f"{begin}moved_and_thrown_away",
            "neither images nor labels are moved: `.to(device)` is missing, or what it returns is thrown away",
            change("images = images.to(device)", "images.to(device)"),
            change("labels = labels.to(device)", "labels.to(device)"),
            hint="Does `tensor.to(…)` change the tensor, or does it return another one?"),
    )


TRAIN_ONE_EPOCH = mistakes("train_one_epoch",
    row("no_zero_grad", "gradients are never cleared, or not this network's: a step repeats all the steps before it",
        without("optimizer.zero_grad()"), hint="Where does a gradient go when the next batch arrives?"),
    row("zero_grad_once_an_epoch", "a step repeats all before it in its epoch: are gradients cleared only once?",
        without("optimizer.zero_grad()"),
        change("    lenet.train()\n", "    lenet.train()\n    optimizer.zero_grad()\n"),
        hint="How many batches is one gradient meant for?"),
    row("step_before_backward", "the step comes before `backward`, so it uses no gradient, or that of the batch before",
        without("optimizer.step()"),
        change("        loss.backward()", "        optimizer.step()\n        loss.backward()"),
        hint="Which gradient does `step` use when `backward` has not run yet?"),
    row("zero_grad_after_backward",
        "gradients are computed, but no step finds any: are they cleared between `backward` and the step?",
        without("optimizer.zero_grad()"), change("        loss.backward()",
               "        loss.backward()\n        optimizer.zero_grad(set_to_none=False)"),
        hint="What stands in `.grad` at the moment of the step?"),
    row("no_step", "gradients are computed, but no step moves the weights of this network: they stay as they were",
        without("optimizer.step()"), hint="Who turns the gradients into new weights, and whose weights has it got?"),
    row("no_backward",
        "no gradient reaches the step: `backward` is missing, or what it starts from does not come from this network",
        without("loss.backward()"), hint="Where should the gradients come from that `step` uses?"),
    row("softmax_before_the_loss", "a softmax is applied before the cross entropy, which contains one already",
        change(FORWARD, "loss = criterion(F.softmax(lenet(images), dim=1), labels)"),
        hint="What does `nn.CrossEntropyLoss` do with its input before it takes the logarithm?"),
    row("only_the_last_batch", "only the last batch leads to a step: does the work stand behind the loop?",
        only_the_last_batch, hint="Which lines belong inside the loop?"),
    row("only_the_first_batch", "only the first batch leads to a step: does `return` or `break` stand in the loop?",
        change("        optimizer.step()", "        optimizer.step()\n        return loss.item()"),
        hint="How many batches has the loop seen when the function returns?"),
    row("one_step_an_epoch", "gradients of all batches are added up and one step is taken at the end of the epoch",
        without("optimizer.zero_grad()"),
        change("        optimizer.step()", "    optimizer.step()\n    optimizer.zero_grad()"),
        hint="How many steps belong to a batch, and how many to an epoch?"),
    row("last_short_batch_dropped", "the last, short batch moves no weight: it is left out, or its step is missing",
        change("        images = images.to(device)",
               "        if len(images) < train_loader.batch_size:\n            continue\n"
               "        images = images.to(device)"), hint="Which batches does your loop leave out?"),
    row("two_passes", "one call goes through the training images twice",
        two_passes, hint="What is an epoch?"),
    row("trains_on_the_test_images", "it trains on the test images: nothing is left that the network has not seen",
        change("train_loader", "test_loader"), hint="Which images may a network be trained on?"),
    row("optimizer_of_its_own", "it steps with settings of its own instead of those of the notebook's optimizer",
        change("    lenet.train()\n",
               "    lenet.train()\n    optimizer = torch.optim.SGD(lenet.parameters(), lr=0.01)\n"),
        hint="The notebook has an optimizer already. Who looks at its learning rate in your loop?"),
    row("unstable_training_loss", "the loss is the logarithm of a softmax, which fails as soon as the network is sure",
        change("criterion(lenet(images), labels)", "F.nll_loss(torch.log(F.softmax(lenet(images), dim=1)), labels)"),
        hint="What is the logarithm of a probability that is too small for a float?"),
    row("uphill", "every step goes uphill, as if the sign of the loss were turned round",
        change("loss.backward()", "(-loss).backward()"), hint="Which way is downhill?"),
    row("no_training_mode",
        "the network is in evaluation mode while it is trained: training mode is not set, too late, or not kept",
        without("lenet.train()"), hint="In which mode does an evaluation leave it, and when does that change?"),
    *not_moved(),
)

RETURN = "return total_loss / total_images, total_correct / total_images"
SUM = "total_loss += criterion(logits, labels).item() * len(labels)"


def trains_while_measuring(cell):
    body = cell.change("with torch.no_grad():", "with torch.enable_grad():")
    step = ["optimizer.zero_grad()", "criterion(logits, labels).backward()", "optimizer.step()"]
    return body.change("total_images +=", "\n            ".join([*step, "total_images +="]))


EVALUATE = mistakes("evaluate",
    row("mean_of_batch_means",
        "the loss is the mean of the batch means, in which an image of the short last batch weighs more",
        change(SUM, "total_loss += criterion(logits, labels).item()"),
        change("total_loss / total_images", "total_loss / len(dataloader)"),
        hint="How much does an image in a short batch weigh in a mean of batch means?"),
    row("batch_means_by_images",
        "the batch means are divided by the number of images: too small by about the batch size",
        change(SUM, "total_loss += criterion(logits, labels).item()"),
        hint="What does the loss of one batch hold already: a sum or a mean?"),
    row("every_batch_counted_as_full", "every batch is weighed by the loader's batch size, also the short last one",
        change("* len(labels)", "* dataloader.batch_size"), hint="How large is the last batch?"),
    row("accuracy_per_batch",
        "the accuracy is the mean over the batches, in which the short last one weighs as much as a full one",
        change(".sum().item()", ".float().mean().item()"),
        change("total_correct / total_images", "total_correct / len(dataloader)"),
        hint="How much does an image in a short batch weigh in a mean over batches?"),
    row("compared_with_every_label", "each answer is compared with every label of the batch, not just with its own",
        change("argmax(dim=1)", "argmax(dim=1, keepdim=True)"), hint="Which shapes are compared with each other?"),
    row("correct_by_batches", "the number of correct images is divided by the number of batches",
        change("total_correct / total_images", "total_correct / len(dataloader)"),
        hint="Correct images per batch, or per image?"),
    row("only_the_last_batch_measured",
        "only the last batch counts: do the sums start anew in every batch, or is it measured behind the loop?",
        change("total_loss +=", "total_loss ="), change("total_correct +=", "total_correct ="),
        change("total_images +=", "total_images ="), hint="What is left of the other batches after the loop?"),
    row("only_the_first_batch_measured", "only the first batch counts: does `return` or `break` stand in the loop?",
        change(f"    {RETURN}", f"            {RETURN}"),
        hint="How many batches has the loop seen when the function returns?"),
    row("short_batch_not_measured", "the last, short batch is left out",
        change("            images = images.to(device)",
               "            if len(images) < dataloader.batch_size:\n                continue\n"
               "            images = images.to(device)"), hint="Which batches does your loop leave out?"),
    row("argmax_over_the_batch", "the largest logit is looked for among the images instead of among the digits",
        change("argmax(dim=1)", "argmax(dim=0)"), hint="Which axis of the logits counts the digits?"),
    row("always_the_training_set", "it measures the training images, or those of an earlier call, not the given ones",
        change("in dataloader", "in train_loader"), hint="Which loader is the function asked about?"),
    row("always_the_test_set", "it measures the test images instead of those it is given",
        change("in dataloader", "in test_loader"), hint="Which loader is the function asked about?"),
    row("accuracy_first", "the two numbers are returned in the wrong order, the accuracy first",
        change(RETURN, "return total_correct / total_images, total_loss / total_images"),
        hint="In which order are the two numbers asked for?"),
    row("tensors_for_numbers", "loss and accuracy are tensors instead of numbers",
        change(".item()", ""), hint="How do you turn a tensor with one element into a number?"),
    row("softmax_before_measuring", "a softmax is applied before the cross entropy, which contains one already",
        change("logits = lenet(images)", "logits = F.softmax(lenet(images), dim=1)"),
        hint="What does `nn.CrossEntropyLoss` do with its input before it takes the logarithm?"),
    row("no_evaluation_mode", "the network is measured in training mode",
        without("lenet.eval()"), hint="In which mode should a network be while it is measured?"),
    row("gradients_recorded", "gradients are recorded although nobody will use them",
        change("with torch.no_grad():", "with torch.enable_grad():"),
        hint="What does PyTorch write down during a forward pass, unless it is told not to?"),
    row("gradients_left_off", "gradients are switched off and never on again: nothing can be trained afterwards",
        change("with torch.no_grad():", "torch.set_grad_enabled(False)\n    if True:"),
        hint="Who switches gradients on again when your function has returned?"),
    row("unstable_loss", "the loss is the logarithm of a softmax, which fails as soon as the network is sure",
        change("criterion(logits, labels)", "F.nll_loss(torch.log(F.softmax(logits, dim=1)), labels)"),
        hint="What is the logarithm of a probability that is too small for a float?"),
    row("sums_remembered", "the sums are those of all calls so far: a second call adds to those of the first",
        change("def evaluate(dataloader):", "def evaluate(dataloader, sums=[0.0, 0, 0]):"),
        change("total_loss, total_correct, total_images = 0.0, 0, 0", "total_loss, total_correct, total_images = sums"),
        change(RETURN, f"sums[:] = total_loss, total_correct, total_images\n    {RETURN}"),
        hint="Which line sets the sums to 0, and when does it run: at each call, or once?"),
    row("trains_while_measuring", "the weights are trained while the network is being measured",
        trains_while_measuring, hint="Should a ruler change what it measures?"),
    row("leaves_gradients", "measuring changes the stored gradients: is `backward` called, or are they cleared?",
        change("with torch.no_grad():", "with torch.enable_grad():"),
        change(SUM, SUM + "\n            criterion(logits, labels).backward()"), hint="Which line changes them?"),
    *not_moved("measured_"),
)

TRAIN = "    train_one_epoch()\n"
ON_TRAIN = "    epoch_train_loss, epoch_train_accuracy = evaluate(train_loader)\n"
ON_TEST = "    epoch_test_loss, epoch_test_accuracy = evaluate(test_loader)\n"

TRAINING_HISTORY = mistakes("training_history",
    row("tested_on_the_training_set",
        "the test figures are those of the training images: the network is examined on what it was taught",
        change("evaluate(test_loader)", "evaluate(train_loader)"),
        hint="Has anybody ever asked how the network does on images it was not trained on?"),
    row("trained_figures_from_the_test_set", "the training figures are those of the test images",
        change("evaluate(train_loader)", "evaluate(test_loader)"),
        hint="Which images do the training figures belong to?"),
    row("measured_before_the_pass",
        "the figures are taken before the pass instead of after it, so the last pass is never measured",
        change(TRAIN, ""), change(ON_TEST, ON_TEST + TRAIN), hint="Which network do the figures of an epoch describe?"),
    row("tested_before_the_pass", "the test figures are taken before the pass, the training figures after it",
        change(ON_TEST, ""), change(TRAIN, ON_TEST + TRAIN),
        hint="Which network do the test figures of an epoch describe?"),
    row("never_trained",
        "what is measured never learns: no pass trains it, or the optimizer holds another network's parameters",
        change(TRAIN, ""), hint="Where in the loop does the network learn, and whose weights has the optimizer?"),
    row("new_network_each_epoch",
        "nothing is learned after one pass: each epoch begins with a new network, or training stands outside the loop",
        change(TRAIN,
               "    lenet = LeNet().to(device)\n    optimizer = torch.optim.SGD(lenet.parameters(), lr=0.01)\n"
               + TRAIN), hint="Where does training go on if every epoch begins with a new network?"),
    row("loss_and_accuracy_swapped", "loss and accuracy stand in each other's lists",
        change("epoch_train_loss, epoch_train_accuracy =", "epoch_train_accuracy, epoch_train_loss ="),
        change("epoch_test_loss, epoch_test_accuracy =", "epoch_test_accuracy, epoch_test_loss ="),
        hint="What does each of the two numbers that `evaluate` returns belong to?"),
    row("training_and_test_swapped", "training figures go into the test lists and test figures into the training lists",
        change("train_loss, train_accuracy, test_loss, test_accuracy = []",
               "test_loss, test_accuracy, train_loss, train_accuracy = []"),
        exchange("evaluate(train_loader)", "evaluate(test_loader)"), hint="Which list does each figure go into?"),
    row("one_list_with_two_names", "training and test figures stand in one list, to which every epoch adds two entries",
        change("train_loss, train_accuracy, test_loss, test_accuracy = [], [], [], []",
               "train_loss = test_loss = []\ntrain_accuracy = test_accuracy = []"),
        hint="Into which list does each figure go, and what does `a = b = []` make: two, or one?"),
    row("only_the_last_epoch_kept",
        "only the last epoch is left: the lists are made anew in every epoch, or filled when all are over",
        change("train_loss, train_accuracy, test_loss, test_accuracy = [], [], [], []\n", ""),
        change(TRAIN, f"    train_loss, train_accuracy, test_loss, test_accuracy = [], [], [], []\n{TRAIN}"),
        hint="How often are the lists made, and how often is something appended to them?"),
    row("one_epoch_short", "the last epoch's figures are missing: does the loop run one epoch less than asked for?",
        change("range(n_epoch)", "range(1, n_epoch)"), hint="How many numbers does `range(1, n)` give?"),
    row("epochs_written_in", "the loop runs five times where `n_epoch` is 7: is a number written in?",
        change("range(n_epoch)", "range(5)"), hint="What happens when somebody sets `n_epoch` to 20?"),
    row("pairs_in_the_lists", "the lists hold pairs of loss and accuracy instead of single numbers",
        change("append(epoch_train_loss)", "append((epoch_train_loss, epoch_train_accuracy))"),
        change("append(epoch_test_loss)", "append((epoch_test_loss, epoch_test_accuracy))"),
        hint="What does `evaluate` return: one number or two?"),
    row("tensors_in_the_lists", "the lists hold tensors instead of numbers",
        change("append(epoch_train_loss)", "append(torch.tensor(epoch_train_loss))"),
        change("append(epoch_test_loss)", "append(torch.tensor(epoch_test_loss))"),
        hint="How do you turn a tensor with one element into a number?"),
)

PLOT_CURVES = mistakes("plot_curves",
    row("labels_swapped", "the curves of training and test carry each other's name",
        exchange('label="train"', 'label="test"'),
        hint="Which list does each call of `plot` draw, and what is it called?"),
    row("no_legend", "no legend names the curves, so nobody can tell training from test",
        without(".legend()"), hint="How would somebody who did not write the code tell the curves apart?"),
    row("no_axis_labels", "not every horizontal axis has a label",
        without(".set("), hint="What does the horizontal axis show?"),
    row("no_vertical_label", "not every vertical axis has a label",
        change(', ylabel="mean loss per image"', ""), change(', ylabel="accuracy"', ""),
        hint="What does the vertical axis show?"),
    row("accuracy_forgotten", "only the losses are drawn",
        without("right.plot"), hint="Which of the four lists are in the picture?"),
    row("test_curves_forgotten", "only the training figures are drawn",
        without("plot(epochs, test_"), hint="How many curves do you see, and how many lists are there?"),
    row("same_list_twice", "the test loss is not in the picture: it was forgotten, or another list stands in its place",
        change("left.plot(epochs, test_loss", "left.plot(epochs, train_loss"),
        hint="Which list does each call of `plot` draw?"),
    row("legend_says_the_same_twice", "both curves of an axes carry the same name",
        change('label="test"', 'label="train"'),
        hint="How would somebody who did not write the code tell the curves apart?"),
    row("draws_numbers_of_its_own", "none of the arguments is drawn: the numbers come from somewhere else",
        change("    epochs =",
               "    train_loss, train_accuracy, test_loss, test_accuracy = [2.2, 1.4], [0.2, 0.5], [2.3, "
               "1.5], [0.2, 0.4]\n    epochs ="),
        hint="What should the function draw when it is given the figures of another network?"),
    row("not_over_epochs", "the curves are not drawn over the numbers of the epochs",
        change("range(1, len(train_loss) + 1)", "range(0, 10 * len(train_loss), 10)"),
        hint="Which number does the first epoch have, and where does its point stand?"),
    row("draws_nothing", "nothing is drawn, so there is no figure to look at",
        rewrite("""
            def plot_curves(train_loss, train_accuracy, test_loss, test_accuracy):
                return None
        """), hint="What does `plt.plot` do with the figure it draws on when nobody opened a new one?"),
)

TUNED_LENET = mistakes("tuned_lenet",
    row("optimizer_of_another_network",
        "the network is as good as untrained: no step was taken, or another network was trained in its place",
        change("Adam(tuned_lenet.parameters()", "Adam(LeNet().parameters()"),
        hint="Whose parameters was the optimizer given?"),
    row("learning_rate_far_too_large",
        "the network gives the same answer to every image, as after steps that are far too long",
        change("lr=0.005", "lr=5.0"), change("range(2)", "range(1)"),
        hint="What becomes of a step that is a thousand times too long?"),
    row("training_stopped_early", "training stops before the network has learned what it can",
        change("lr=0.005", "lr=0.001"), change("range(2)", "range(1)"),
        hint="Has the loss stopped falling when training stops?"),
    row("class_for_network", "`tuned_lenet` is the class, not a network made from it",
        rewrite("tuned_lenet = LeNet"), hint="What is the difference between `LeNet` and `LeNet()`?"),
    row("weights_for_network", "`tuned_lenet` holds something else than a network, such as its weights or its history",
        rewrite("tuned_lenet = LeNet().state_dict()"), hint="What is needed beside the weights to name a digit?"),
)
