"""Known wrong turns in lenet5_mnist. Private: only their names, sentences and answers reach a student."""

from autograder.authoring import mistake

# ---------------------------------------------------------------------------------------------- count_samples


@mistake("count_samples", hint="How many counts come out for a data set without a single 9?")
def no_minlength(cell):
    """counting stops at the largest digit that occurs, so there may be fewer than ten counts"""
    return cell.change(", minlength=10", "")


@mistake("count_samples", hint="Where in the result of `np.unique` is a digit that does not occur?")
def only_digits_that_occur(cell):
    """digits that do not occur are left out instead of counting 0"""
    return cell.change(
        "torch.bincount(dataset.targets, minlength=10)", "torch.unique(dataset.targets, return_counts=True)[1]"
    )


@mistake("count_samples", hint="What does your function say about the test set?")
def counts_the_training_set(cell):
    """the numbers are those of the notebook's training set, whatever data set it is given"""
    return cell.change("dataset.targets", "train_set.targets").change("len(dataset)", "len(train_set)")


@mistake("count_samples", hint="Do you want to know how many, or which part of the whole?")
def shares_for_counts(cell):
    """the ten numbers are shares of the whole instead of counts"""
    return cell.change("counts.tolist()", "(counts / len(dataset)).tolist()")


@mistake("count_samples", hint="How do you turn a tensor with one element into a number?")
def total_as_tensor(cell):
    """the number of images is a tensor instead of an int"""
    return cell.change("len(dataset), ", "counts.sum(), ")


# ---------------------------------------------------------------------------------------------- samples_with_label


@mistake("count_samples", hint="When is the default value of an argument made: at each call, or once?")
def counts_remembered(cell):
    """the counts are a default argument, so a second call adds to those of the first"""
    return cell.rewrite("""
        def count_samples(dataset, counts=[0] * 10):
            for label in dataset.targets.tolist():
                counts[label] += 1
            return len(dataset), counts
    """)


@mistake("samples_with_label", hint="What are the two parts of `dataset[i]`?")
def image_with_label(cell):
    """the list holds pairs of image and label instead of images"""
    return cell.change("dataset[index][0]", "dataset[index]")


@mistake(
    "samples_with_label", hint="`dataset.data` and `dataset[i]` do not give the same image: what happens in between?"
)
def raw_pixels(cell):
    """the images come straight from `dataset.data`, without the transform"""
    return cell.change("dataset[index][0]", "dataset.data[index]")


@mistake("samples_with_label", hint="At which moment does your loop find out that it has enough?")
def one_too_many(cell):
    """the list holds one image more than was asked for"""
    return cell.change("[:num_samples]", "[: num_samples + 1]")


@mistake("samples_with_label", hint="How many does a call with `num_samples=3` return?")
def always_five(cell):
    """it returns five images, however many were asked for"""
    return cell.change("[:num_samples]", "[:5]")


@mistake("samples_with_label", hint="Which end of the data set do they come from?")
def last_ones(cell):
    """it returns the last images of the digit instead of the first"""
    return cell.change("[:num_samples]", "[-num_samples:]")


@mistake("samples_with_label", hint="What are the first five images of the data set, and what do they show?")
def searches_too_short(cell):
    """it looks for the digit only among the first `num_samples` images of the data set"""
    return cell.change("dataset.targets == digit", "dataset.targets[:num_samples] == digit")


@mistake("samples_with_label", hint="What does your loop do when it has reached the end of the data set?")
def runs_past_the_end(cell):
    """it reads on until it has enough images, past the end of a data set that has fewer"""
    return cell.change("for index in indices[:num_samples]", "for index in [indices[i] for i in range(num_samples)]")


# ---------------------------------------------------------------------------------------------- LeNet

FC1 = "features = F.relu(self.fc1(features))"
FC2 = "features = F.relu(self.fc2(features))"


@mistake("LeNet", hint="What does `nn.CrossEntropyLoss` do with its input before it takes the logarithm?")
def softmax_at_the_end(cell):
    """a softmax follows the last layer, so the loss applies a second one"""
    return cell.change("return self.fc3(features)", "return F.softmax(self.fc3(features), dim=1)")


@mistake("LeNet", hint="What does `nn.CrossEntropyLoss` do with its input before it takes the logarithm?")
def log_softmax_at_the_end(cell):
    """a log-softmax follows the last layer, although the loss contains one"""
    return cell.change("return self.fc3(features)", "return F.log_softmax(self.fc3(features), dim=1)")


@mistake("LeNet", hint="May a logit be negative?")
def relu_at_the_end(cell):
    """a ReLU follows the last layer, so no logit can be negative"""
    return cell.change("return self.fc3(features)", "return F.relu(self.fc3(features))")


@mistake("LeNet", hint="What is the composition of two linear functions?")
def no_relu_between_linear_layers(cell):
    """the ReLU after `fc1` and `fc2` is missing, so the three linear layers amount to one"""
    return cell.change(FC1, "features = self.fc1(features)").change(FC2, "features = self.fc2(features)")


@mistake("LeNet", hint="Go through the last column of the table, row by row: what comes after `fc1`?")
def no_relu_after_fc1(cell):
    """the ReLU after `fc1` is missing"""
    return cell.change(FC1, "features = self.fc1(features)")


@mistake("LeNet", hint="Go through the last column of the table, row by row: what comes after `fc2`?")
def no_relu_after_fc2(cell):
    """the ReLU after `fc2` is missing"""
    return cell.change(FC2, "features = self.fc2(features)")


@mistake("LeNet", hint="Go through the last column of the table: what comes between a convolution and its pooling?")
def no_relu_after_convolutions(cell):
    """the ReLU after both convolutions is missing"""
    return cell.change("F.relu(self.conv1(images))", "self.conv1(images)").change(
        "F.relu(self.conv2(maps))", "self.conv2(maps)"
    )


@mistake("LeNet", hint="Which activation does the table ask for?")
def sigmoid_for_relu(cell):
    """the activation is the sigmoid of the 1998 network instead of ReLU"""
    return cell.change("F.relu(", "torch.sigmoid(")


@mistake("LeNet", hint="Which number of each 2×2 block is to be kept?")
def average_pooling(cell):
    """pooling takes the mean of each block instead of the maximum"""
    return cell.change("F.max_pool2d", "F.avg_pool2d")


@mistake("LeNet", hint="28 + 2p − k + 1 should be 30. What is p?")
def padding_of_one(cell):
    """the first convolution is padded by 1 instead of 2"""
    return cell.change("padding=2", "padding=1")


@mistake("LeNet", hint="28 + 2p − k + 1 should be 30. What is p?")
def padding_forgotten(cell):
    """the first convolution has no padding, and `fc1` was made smaller to fit"""
    return cell.change(", padding=2", "").change("16 * 6 * 6", "16 * 5 * 5")


@mistake("LeNet", hint="28 + 2p − k + 1 should be 30. What are p and k?")
def padding_forgotten_and_sizes_kept(cell):
    """the first convolution has no padding, so what reaches `fc1` is smaller than it expects"""
    return cell.change(", padding=2", "")


@mistake("LeNet", hint="How wide is the window in the table?")
def windows_of_five(cell):
    """the windows are 5×5, as in 1998, instead of 3×3"""
    return cell.change("kernel_size=3", "kernel_size=5").change("16 * 6 * 6", "16 * 5 * 5")


@mistake("LeNet", hint="Where do the layers of a network get registered?")
def layers_in_a_list(cell):
    """the module finds no parameters: its layers are missing, or kept in a plain list"""
    return cell.rewrite(
        """
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
        """
    )


@mistake("LeNet", hint="What are the layers called in the first column of the table?")
def layers_under_other_names(cell):
    """the layers go by other names than those of the table"""
    return cell.change("self.conv", "self.convolution").change("self.fc", "self.linear")


@mistake("LeNet", hint="Which axis counts the images, and must survive?")
def flattens_the_batch(cell):
    """flattening starts at the batch axis and makes one vector of all images"""
    return cell.change("start_dim=1", "start_dim=0")


@mistake("LeNet", hint="Does every layer in the table add a bias?")
def no_bias(cell):
    """the convolutions have no bias"""
    return cell.change("kernel_size=3", "kernel_size=3, bias=False")


# ---------------------------------------------------------------------------------------------- train_one_epoch

FORWARD = "loss = criterion(lenet(images), labels)"
BODY = """\
        images = images.to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        loss = criterion(lenet(images), labels)
        loss.backward()
        optimizer.step()
"""


@mistake("train_one_epoch", hint="Where does a gradient go when the next batch arrives?")
def no_zero_grad(cell):
    """gradients are never cleared, so every step repeats all the steps before it"""
    return cell.without("optimizer.zero_grad()")


@mistake("train_one_epoch", hint="How many batches is one gradient meant for?")
def zero_grad_once_an_epoch(cell):
    """gradients are cleared once per epoch instead of once per batch"""
    return cell.without("optimizer.zero_grad()").change(
        "    lenet.train()\n", "    lenet.train()\n    optimizer.zero_grad()\n"
    )


@mistake("train_one_epoch", hint="Which gradient does `step` use when `backward` has not run yet?")
def step_before_backward(cell):
    """the step comes before `backward`, so it uses no gradient, or that of the batch before"""
    return cell.without("optimizer.step()").change(
        "        loss.backward()", "        optimizer.step()\n        loss.backward()"
    )


@mistake("train_one_epoch", hint="What happens to a gradient that is cleared before anybody used it?")
def zero_grad_after_backward(cell):
    """gradients are cleared between `backward` and the step, so every step has nothing to go by"""
    return cell.without("optimizer.zero_grad()").change(
        "        loss.backward()", "        loss.backward()\n        optimizer.zero_grad(set_to_none=False)"
    )


@mistake("train_one_epoch", hint="Who turns the gradients into new weights?")
def no_step(cell):
    """the gradients are computed and no step is ever taken, so the weights stay as they were"""
    return cell.without("optimizer.step()")


@mistake("train_one_epoch", hint="Where should the gradients come from that `step` uses?")
def no_backward(cell):
    """`backward` is never called, so there is no gradient and the weights stay as they were"""
    return cell.without("loss.backward()")


@mistake("train_one_epoch", hint="What does `nn.CrossEntropyLoss` do with its input before it takes the logarithm?")
def softmax_before_the_loss(cell):
    """a softmax is applied before the cross entropy, which contains one already"""
    return cell.change(FORWARD, "loss = criterion(F.softmax(lenet(images), dim=1), labels)")


@mistake("train_one_epoch", hint="Which lines belong inside the loop?")
def only_the_last_batch(cell):
    """only the last batch leads to a step, because the work is done after the loop"""
    loop = "    for images, labels in train_loader:\n"
    outside = "\n".join(line.removeprefix("    ") for line in BODY.rstrip("\n").split("\n"))
    return cell.change(BODY.rstrip("\n"), outside).change(loop, loop + "        pass\n")


@mistake("train_one_epoch", hint="How many batches has the loop seen when the function returns?")
def only_the_first_batch(cell):
    """the function returns within the loop, after the first batch"""
    return cell.change("        optimizer.step()", "        optimizer.step()\n        return loss.item()")


@mistake("train_one_epoch", hint="How many steps belong to a batch, and how many to an epoch?")
def one_step_an_epoch(cell):
    """gradients of all batches are added up and one step is taken at the end of the epoch"""
    return cell.without("optimizer.zero_grad()").change(
        "        optimizer.step()", "    optimizer.step()\n    optimizer.zero_grad()"
    )


@mistake("train_one_epoch", hint="What does your loop do with a batch of another size?")
def last_short_batch_dropped(cell):
    """the last batch is left out because it is shorter than the others"""
    return cell.change(
        "        images = images.to(device)",
        "        if len(images) < train_loader.batch_size:\n            continue\n        images = images.to(device)",
    )


@mistake("train_one_epoch", hint="What is an epoch?")
def two_passes(cell):
    """one call goes through the training images twice"""
    body = cell.change("    for images", "    for _ in range(2):\n        for images")
    return body.change(BODY.rstrip("\n"), "\n".join("    " + line for line in BODY.rstrip("\n").split("\n")))


@mistake("train_one_epoch", hint="Which images may a network be trained on?")
def trains_on_the_test_images(cell):
    """it trains on `test_loader`: nothing is left that the network has not seen"""
    return cell.change("train_loader", "test_loader")


@mistake("train_one_epoch", hint="The notebook has an optimizer already. What happens to its settings in a new one?")
def optimizer_of_its_own(cell):
    """it makes an optimizer of its own instead of using the notebook's"""
    new = "    lenet.train()\n    optimizer = torch.optim.SGD(lenet.parameters(), lr=0.01)\n"
    return cell.change("    lenet.train()\n", new)


@mistake("train_one_epoch", hint="Which way is downhill?")
def uphill(cell):
    """the sign of the loss is turned round, so every step goes uphill"""
    return cell.change("loss.backward()", "(-loss).backward()")


@mistake("train_one_epoch", hint="In which mode was the network left by the last evaluation?")
def no_training_mode(cell):
    """training mode is never set, so after an evaluation the network goes on training in evaluation mode"""
    return cell.without("lenet.train()")


@mistake("train_one_epoch", hint="Where do the images live, and where the weights?")
def images_left_behind(cell):
    """the images are not moved to `device`"""
    return cell.without("images = images.to(device)")


@mistake("train_one_epoch", hint="Where do the labels live, and where the logits?")
def labels_left_behind(cell):
    """the labels are not moved to `device`"""
    return cell.without("labels = labels.to(device)")


@mistake("train_one_epoch", hint="Does `tensor.to(…)` change the tensor, or does it return another one?")
def moved_and_thrown_away(cell):
    """neither images nor labels are moved: `.to(device)` is missing, or what it returns is thrown away"""
    return cell.change("images = images.to(device)", "images.to(device)").change(
        "labels = labels.to(device)", "labels.to(device)"
    )


# ---------------------------------------------------------------------------------------------- evaluate

RETURN = "return total_loss / total_images, total_correct / total_images"
SUM = "total_loss += criterion(logits, labels).item() * len(labels)"


@mistake("evaluate", hint="How much does an image in a short batch weigh in a mean of batch means?")
def mean_of_batch_means(cell):
    """the loss is the mean of the batch means, in which an image of the short last batch weighs more"""
    return cell.change(SUM, "total_loss += criterion(logits, labels).item()").change(
        "total_loss / total_images", "total_loss / len(dataloader)"
    )


@mistake("evaluate", hint="What does the loss of one batch hold already: a sum or a mean?")
def batch_means_by_images(cell):
    """the batch means are divided by the number of images: too small by about the batch size"""
    return cell.change(SUM, "total_loss += criterion(logits, labels).item()")


@mistake("evaluate", hint="Would the loss be the same for twice as many images?")
def loss_not_divided(cell):
    """the loss is the sum over all images instead of their mean"""
    return cell.change("return total_loss / total_images", "return total_loss")


@mistake("evaluate", hint="How large is the last batch?")
def every_batch_counted_as_full(cell):
    """every batch is weighed by the loader's batch size, also the short last one"""
    return cell.change("* len(labels)", "* dataloader.batch_size")


@mistake("evaluate", hint="Between which bounds does a share lie?")
def count_for_share(cell):
    """the accuracy is the number of images named correctly instead of their share"""
    return cell.change("total_correct / total_images", "total_correct")


@mistake("evaluate", hint="Between which bounds does a share lie?")
def per_cent(cell):
    """the accuracy is in per cent instead of a share between 0 and 1"""
    return cell.change("total_correct / total_images", "100 * total_correct / total_images")


@mistake("evaluate", hint="How much does an image in a short batch weigh in a mean over batches?")
def accuracy_per_batch(cell):
    """the accuracy is the mean over the batches, in which the short last one weighs as much as a full one"""
    return cell.change(".sum().item()", ".float().mean().item()").change(
        "total_correct / total_images", "total_correct / len(dataloader)"
    )


@mistake("evaluate", hint="Correct images per batch, or per image?")
def correct_by_batches(cell):
    """the number of correct images is divided by the number of batches"""
    return cell.change("total_correct / total_images", "total_correct / len(dataloader)")


@mistake("evaluate", hint="What do your sums hold after the loop: everything, or the last batch?")
def only_the_last_batch_measured(cell):
    """the sums start anew in every batch, so only the last one counts"""
    return (
        cell.change("total_loss +=", "total_loss =")
        .change("total_correct +=", "total_correct =")
        .change("total_images +=", "total_images =")
    )


@mistake("evaluate", hint="How many batches has the loop seen when the function returns?")
def only_the_first_batch_measured(cell):
    """the function returns within the loop, after the first batch"""
    return cell.change(f"    {RETURN}", f"            {RETURN}")


@mistake("evaluate", hint="What does your loop do with a batch of another size?")
def short_batch_not_measured(cell):
    """the last batch is left out because it is shorter than the others"""
    return cell.change(
        "            images = images.to(device)",
        "            if len(images) < dataloader.batch_size:\n                continue\n"
        "            images = images.to(device)",
    )


@mistake("evaluate", hint="Which axis of the logits counts the digits?")
def argmax_over_the_batch(cell):
    """the largest logit is looked for among the images instead of among the digits"""
    return cell.change("argmax(dim=1)", "argmax(dim=0)")


@mistake("evaluate", hint="Which loader is the function asked about?")
def always_the_training_set(cell):
    """it measures `train_loader` instead of the loader it is given"""
    return cell.change("in dataloader", "in train_loader")


@mistake("evaluate", hint="Which loader is the function asked about?")
def always_the_test_set(cell):
    """it measures `test_loader` instead of the loader it is given"""
    return cell.change("in dataloader", "in test_loader")


@mistake("evaluate", hint="In which order are the two numbers asked for?")
def accuracy_first(cell):
    """the two numbers are returned in the wrong order, the accuracy first"""
    return cell.change(RETURN, "return total_correct / total_images, total_loss / total_images")


@mistake("evaluate", hint="How do you turn a tensor with one element into a number?")
def tensors_for_numbers(cell):
    """loss and accuracy are tensors instead of numbers"""
    return cell.change(".item()", "")


@mistake("evaluate", hint="Who asked for two decimals?")
def rounded(cell):
    """loss and accuracy are rounded"""
    return cell.change(RETURN, "return round(total_loss / total_images, 2), round(total_correct / total_images, 2)")


@mistake("evaluate", hint="What does `nn.CrossEntropyLoss` do with its input before it takes the logarithm?")
def softmax_before_measuring(cell):
    """a softmax is applied before the cross entropy, which contains one already"""
    return cell.change("logits = lenet(images)", "logits = F.softmax(lenet(images), dim=1)")


@mistake("evaluate", hint="In which mode should a network be while it is measured?")
def no_evaluation_mode(cell):
    """the network is measured in training mode"""
    return cell.without("lenet.eval()")


@mistake("evaluate", hint="What does PyTorch write down during a forward pass, unless it is told not to?")
def gradients_recorded(cell):
    """gradients are recorded although nobody will use them"""
    return cell.change("with torch.no_grad():", "with torch.enable_grad():")


@mistake("evaluate", hint="Should a ruler change what it measures?")
def trains_while_measuring(cell):
    """the weights are trained while the network is being measured"""
    body = cell.change("with torch.no_grad():", "with torch.enable_grad():")
    step = ["optimizer.zero_grad()", "criterion(logits, labels).backward()", "optimizer.step()"]
    return body.change("total_images +=", "\n            ".join([*step, "total_images +="]))


@mistake("evaluate", hint="Who asked for gradients here?")
def leaves_gradients(cell):
    """`backward` is called while measuring, which leaves gradients behind for the next step"""
    body = cell.change("with torch.no_grad():", "with torch.enable_grad():")
    return body.change(SUM, SUM + "\n            criterion(logits, labels).backward()")


@mistake("evaluate", hint="Where do the images live, and where the weights?")
def measured_images_left_behind(cell):
    """the images are not moved to `device`"""
    return cell.without("images = images.to(device)")


@mistake("evaluate", hint="Where do the labels live, and where the logits?")
def measured_labels_left_behind(cell):
    """the labels are not moved to `device`"""
    return cell.without("labels = labels.to(device)")


@mistake("evaluate", hint="Does `tensor.to(…)` change the tensor, or does it return another one?")
def measured_moved_and_thrown_away(cell):
    """neither images nor labels are moved: `.to(device)` is missing, or what it returns is thrown away"""
    return cell.change("images = images.to(device)", "images.to(device)").change(
        "labels = labels.to(device)", "labels.to(device)"
    )


# ---------------------------------------------------------------------------------------------- training_history

TRAIN = "    train_one_epoch()\n"
ON_TRAIN = "    epoch_train_loss, epoch_train_accuracy = evaluate(train_loader)\n"
ON_TEST = "    epoch_test_loss, epoch_test_accuracy = evaluate(test_loader)\n"


@mistake("training_history", hint="Has anybody ever asked how the network does on images it was not trained on?")
def tested_on_the_training_set(cell):
    """the test figures are taken from `train_loader`: the network is examined on what it was taught"""
    return cell.change("evaluate(test_loader)", "evaluate(train_loader)")


@mistake("training_history", hint="Which loader do the training figures belong to?")
def trained_figures_from_the_test_set(cell):
    """the training figures are taken from `test_loader`"""
    return cell.change("evaluate(train_loader)", "evaluate(test_loader)")


@mistake("training_history", hint="Which network do the figures of an epoch describe?")
def measured_before_the_pass(cell):
    """the figures are taken before the pass instead of after it, so the last pass is never measured"""
    return cell.change(TRAIN, "").change(ON_TEST, ON_TEST + TRAIN)


@mistake("training_history", hint="Which network do the test figures of an epoch describe?")
def tested_before_the_pass(cell):
    """the test figures are taken before the pass, the training figures after it"""
    return cell.change(ON_TEST, "").change(TRAIN, ON_TEST + TRAIN)


@mistake("training_history", hint="Where in the loop does the network learn?")
def never_trained(cell):
    """the loop measures and never trains, so all epochs have the same figures"""
    return cell.change(TRAIN, "")


@mistake("training_history", hint="Where does training go on if every epoch begins with a new network?")
def new_network_each_epoch(cell):
    """every epoch begins with a new network, which forgets what the last one learned"""
    new = "    lenet = LeNet().to(device)\n    optimizer = torch.optim.SGD(lenet.parameters(), lr=0.01)\n"
    return cell.change(TRAIN, new + TRAIN)


@mistake("training_history", hint="What does each of the two numbers that `evaluate` returns belong to?")
def loss_and_accuracy_swapped(cell):
    """loss and accuracy are swapped when what `evaluate` returns is unpacked"""
    return cell.change("epoch_train_loss, epoch_train_accuracy =", "epoch_train_accuracy, epoch_train_loss =").change(
        "epoch_test_loss, epoch_test_accuracy =", "epoch_test_accuracy, epoch_test_loss ="
    )


@mistake("training_history", hint="Which list does each figure go into?")
def training_and_test_swapped(cell):
    """training figures go into the test lists and test figures into the training lists"""
    return (
        cell.change(
            "train_loss, train_accuracy, test_loss, test_accuracy = []",
            "test_loss, test_accuracy, train_loss, train_accuracy = []",
        )
        .change("evaluate(train_loader)", "evaluate(None)")
        .change("evaluate(test_loader)", "evaluate(train_loader)")
        .change("evaluate(None)", "evaluate(test_loader)")
    )


@mistake("training_history", hint="What does `a = b = []` make: two lists, or one with two names?")
def one_list_with_two_names(cell):
    """training and test share one list, so every epoch puts two entries into it"""
    return cell.change(
        "train_loss, train_accuracy, test_loss, test_accuracy = [], [], [], []",
        "train_loss = test_loss = []\ntrain_accuracy = test_accuracy = []",
    )


@mistake("training_history", hint="How often are the lists made, and how often is something appended to them?")
def only_the_last_epoch_kept(cell):
    """only the last epoch is left: the lists are made anew in every epoch, or filled when all are over"""
    line = "train_loss, train_accuracy, test_loss, test_accuracy = [], [], [], []\n"
    return cell.change(line, "").change(TRAIN, f"    {line}{TRAIN}")


@mistake("training_history", hint="How many numbers does `range(1, n)` give?")
def one_epoch_short(cell):
    """the loop runs one epoch less than asked for"""
    return cell.change("range(n_epoch)", "range(1, n_epoch)")


@mistake("training_history", hint="What does `evaluate` return: one number or two?")
def pairs_in_the_lists(cell):
    """the lists hold pairs of loss and accuracy instead of single numbers"""
    return cell.change("append(epoch_train_loss)", "append((epoch_train_loss, epoch_train_accuracy))").change(
        "append(epoch_test_loss)", "append((epoch_test_loss, epoch_test_accuracy))"
    )


@mistake("training_history", hint="How do you turn a tensor with one element into a number?")
def tensors_in_the_lists(cell):
    """the lists hold tensors instead of numbers"""
    return cell.change("append(epoch_train_loss)", "append(torch.tensor(epoch_train_loss))").change(
        "append(epoch_test_loss)", "append(torch.tensor(epoch_test_loss))"
    )


# ---------------------------------------------------------------------------------------------- plot_curves


@mistake("plot_curves", hint="Which list does each call of `plot` draw, and what is it called?")
def labels_swapped(cell):
    """the curves of training and test carry each other's name"""
    return (
        cell.change('label="train"', 'label="?"')
        .change('label="test"', 'label="train"')
        .change('label="?"', 'label="test"')
    )


@mistake("plot_curves", hint="How would somebody who did not write the code tell the curves apart?")
def no_legend(cell):
    """there is no legend, so nobody can tell training from test"""
    return cell.without(".legend()")


@mistake("plot_curves", hint="What does the horizontal axis show?")
def no_axis_labels(cell):
    """the axes have no labels"""
    return cell.without(".set(")


@mistake("plot_curves", hint="What does the vertical axis show?")
def no_vertical_label(cell):
    """the vertical axes have no labels"""
    return cell.change(', ylabel="mean loss per image"', "").change(', ylabel="accuracy"', "")


@mistake("plot_curves", hint="Which of the four lists are in the picture?")
def accuracy_forgotten(cell):
    """only the losses are drawn"""
    return cell.without("right.plot")


@mistake("plot_curves", hint="How many curves do you see, and how many lists are there?")
def test_curves_forgotten(cell):
    """only the training figures are drawn"""
    return cell.without("plot(epochs, test_")


@mistake("plot_curves", hint="Which list does each call of `plot` draw?")
def same_list_twice(cell):
    """the test loss is not in the picture: it was forgotten, or another list stands in its place"""
    return cell.change("left.plot(epochs, test_loss", "left.plot(epochs, train_loss")


@mistake("plot_curves", hint="How would somebody who did not write the code tell the curves apart?")
def legend_says_the_same_twice(cell):
    """both curves of an axes carry the same name"""
    return cell.change('label="test"', 'label="train"')


@mistake("plot_curves", hint="What should the function draw when it is given the figures of another network?")
def draws_numbers_of_its_own(cell):
    """none of the arguments is drawn: the numbers come from somewhere else"""
    numbers = "train_loss, train_accuracy, test_loss, test_accuracy = [2.2, 1.4], [0.2, 0.5], [2.3, 1.5], [0.2, 0.4]"
    return cell.change("    epochs =", f"    {numbers}\n    epochs =")


@mistake("plot_curves", hint="Which number does the first epoch have, and where does its point stand?")
def not_over_epochs(cell):
    """the curves are not drawn over the numbers of the epochs"""
    return cell.change("range(1, len(train_loss) + 1)", "range(0, 10 * len(train_loss), 10)")


@mistake("plot_curves", hint="What does `plt.plot` do with the figure it draws on when nobody opened a new one?")
def draws_nothing(cell):
    """nothing is drawn, so there is no figure to look at"""
    return cell.rewrite(
        """
        def plot_curves(train_loss, train_accuracy, test_loss, test_accuracy):
            return None
        """
    )


# ---------------------------------------------------------------------------------------------- tuned_lenet


@mistake("tuned_lenet", hint="Whose parameters was the optimizer given?")
def optimizer_of_another_network(cell):
    """the network is as good as untrained: no step was taken, or another network was trained in its place"""
    return cell.change("Adam(tuned_lenet.parameters()", "Adam(LeNet().parameters()")


@mistake("tuned_lenet", hint="What becomes of a step that is a thousand times too long?")
def learning_rate_far_too_large(cell):
    """the network has died of too long steps and gives the same answer to every image"""
    return cell.change("lr=0.005", "lr=5.0").change("range(2)", "range(1)")


@mistake("tuned_lenet", hint="Has the loss stopped falling when training stops?")
def training_stopped_early(cell):
    """training stops before the network has learned what it can"""
    return cell.change("lr=0.005", "lr=0.001").change("range(2)", "range(1)")


@mistake("tuned_lenet", hint="What is the difference between `LeNet` and `LeNet()`?")
def class_for_network(cell):
    """`tuned_lenet` is the class, not a network made from it"""
    return cell.rewrite("tuned_lenet = LeNet")


@mistake("tuned_lenet", hint="What is needed beside the weights to name a digit?")
def weights_for_network(cell):
    """`tuned_lenet` holds something else than a network, such as its weights or its history"""
    return cell.rewrite("tuned_lenet = LeNet().state_dict()")
