"""Known wrong turns in `mlp_from_scratch`: each a changed exercise cell, with the sentence that a student gets."""

from autograder.authoring import mistake

# ----------------------------------------------------------------------------------------------------------------------
# first_nine


@mistake("first_nine", hint="Which number do you get for the very first label, 0 or 1?")
def counts_from_one(cell):
    """the labels are counted from 1; an index counts from 0"""
    return cell.change("int(np.argmax(label_train == 9))", "int(np.argmax(label_train == 9)) + 1")


@mistake("first_nine", hint="In which of the two arrays of labels did you look?")
def searches_validation_labels(cell):
    """the search goes through the validation labels instead of the training labels"""
    return cell.change("label_train", "label_valid")


@mistake("first_nine", hint="Is this a place, or a number of places?")
def counts_the_nines(cell):
    """this is how many nines there are, not where the first one stands"""
    return cell.change("np.argmax(label_train == 9)", "np.sum(label_train == 9)")


@mistake("first_nine", hint="Read `label_train[9]` aloud: what stands where?")
def label_at_nine(cell):
    """this is the label at index 9, not the index of a label 9"""
    return cell.change("np.argmax(label_train == 9)", "label_train[9]")


@mistake("first_nine", hint="Which of all these places is the first?")
def array_of_all_nines(cell):
    """this is an array of the places of all nines; the first of them is asked, as a number"""
    return cell.change("int(np.argmax(label_train == 9))", "np.where(label_train == 9)[0]")


# ----------------------------------------------------------------------------------------------------------------------
# get_target


@mistake("get_target", hint="How wide is the answer for `[0, 1]`? Who decides that?")
def width_from_the_digits(cell):
    """the width follows the largest digit that happens to be there instead of being ten"""
    return cell.change(", num_classes=10", "")


@mistake("get_target", hint="What is the `dtype` of an identity matrix?")
def target_in_floats(cell):
    """the target is right but of a floating-point type; int64 is asked"""
    return cell.change("num_classes=10)", "num_classes=10).float()")


@mistake("get_target", hint="What does `dtype` say about the result of a comparison?")
def target_in_bools(cell):
    """the target is right but of type bool; int64 is asked"""
    return cell.change("num_classes=10)", "num_classes=10).bool()")


@mistake("get_target", hint="How many types of whole numbers has torch, and which one is asked?")
def target_in_int32(cell):
    """the target is right but of type int32; int64 is asked"""
    return cell.change("num_classes=10)", "num_classes=10).int()")


@mistake("get_target", hint="Where in the target of a 1 does the one stand: first or second?")
def ones_shifted(cell):
    """the one stands a place too early: the digits are counted from 1"""
    return cell.change("torch.as_tensor(digits)", "(torch.as_tensor(digits) - 1) % 10")


@mistake("get_target", hint="What shape comes out for a single int?")
def always_a_batch(cell):
    """a single digit gets the shape of a batch of one, (1, 10), instead of (10,)"""
    return cell.change("torch.as_tensor(digits)", "torch.atleast_1d(torch.as_tensor(digits))")


@mistake("get_target", hint="What shape comes out for a list with a single digit in it?")
def squeezes_batches_of_one(cell):
    """a list of one digit loses its first dimension: (10,) comes out instead of (1, 10)"""
    return cell.change("num_classes=10)", "num_classes=10).squeeze()")


@mistake("get_target", hint="Which of the two dimensions counts the images?")
def target_transposed(cell):
    """the targets of N digits have shape (10, N): each is a column instead of a row"""
    return cell.change("num_classes=10)", "num_classes=10).T")


@mistake("get_target", hint="What is `len(3)`?")
def no_single_digits(cell):
    """only several digits are accepted; a single int has no length and no shape"""
    return cell.change("torch.as_tensor(digits)", "torch.tensor([int(digit) for digit in digits])")


@mistake("get_target", hint="How many ones are in a row for `[3, 1]`, and how many rows are there?")
def one_row_for_all_digits(cell):
    """all digits set their ones in the same row of ten; each digit needs a row of its own"""
    return cell.change(
        "return nn.functional.one_hot(torch.as_tensor(digits), num_classes=10)",
        "return torch.zeros(10, dtype=torch.int64).index_fill(0, torch.as_tensor(digits).reshape(-1), 1)",
    )


@mistake("get_target", hint="What does `type(...)` say about your answer?")
def target_in_numpy(cell):
    """the target is a NumPy array; a torch tensor is asked"""
    return cell.change("num_classes=10)", "num_classes=10).numpy()")


# ----------------------------------------------------------------------------------------------------------------------
# cost_func


@mistake("cost_func", hint="By what is your result smaller than the sum?")
def mean_instead_of_sum(cell):
    """the squares are averaged over all elements instead of added up"""
    return cell.change(".sum()", ".mean()")


@mistake("cost_func", hint="What would ten pictures cost that cost 1 each?")
def mean_over_images(cell):
    """the cost is divided by the number of images; the sum over all of them is asked"""
    return cell.change(".sum()", ".sum(dim=-1).mean()")


@mistake("cost_func", hint="How many numbers come out for seven pictures?")
def one_cost_per_image(cell):
    """there is a cost for each image; one number for all of them together is asked"""
    return cell.change(".sum()", ".sum(dim=-1)")


@mistake("cost_func", hint="What is the difference between a distance and its square?")
def square_root_of_the_sum(cell):
    """a square root is taken of the sum: this is the distance, not the cost"""
    return cell.change(".sum()", ".sum().sqrt()")


@mistake("cost_func", hint="What does a miss of 0.5 cost by the formula?")
def absolute_differences(cell):
    """the differences enter by their absolute value instead of their square"""
    return cell.change("((input - target) ** 2)", "(input - target).abs()")


@mistake("cost_func", hint="What becomes of two misses, one to either side?")
def not_squared(cell):
    """the differences are not squared, so misses to either side cancel"""
    return cell.change(" ** 2", "")


@mistake("cost_func", hint="What does an output of 1 cost against a target of 3: squared first, or subtracted first?")
def difference_of_squares(cell):
    """the squares are subtracted; the differences have to be squared"""
    return cell.change("((input - target) ** 2)", "(input**2 - target**2)")


@mistake("cost_func", hint="Does a factor stand before the sum in the formula?")
def half_the_sum(cell):
    """there is a factor of one half that the formula does not have"""
    return cell.change("return (", "return 0.5 * (")


@mistake("cost_func", hint="What does `.item()` leave of a tensor, and what can no longer be done with it?")
def cost_as_a_number(cell):
    """the cost is returned as a Python number, through which no gradient can flow back"""
    return cell.change(".sum()", ".sum().item()")


@mistake("cost_func", hint="What does `detach` cut off?")
def cost_detached(cell):
    """the cost is cut off from the network, so no gradient can flow back"""
    return cell.change(".sum()", ".sum().detach()")


# ----------------------------------------------------------------------------------------------------------------------
# cost_of_example


@mistake("cost_of_example", hint="Which of the ten outputs are wrong, and by how much each?")
def example_forgets_the_zero(cell):
    """only the output of the digit itself is counted; the others cost, too, where they are not 0"""
    return cell.rewrite("cost_of_example = 0.25")


@mistake("cost_of_example", hint="What becomes of each difference before the adding up?")
def example_not_squared(cell):
    """the differences are added up without being squared"""
    return cell.rewrite("cost_of_example = 1.5")


@mistake("cost_of_example", hint="Is the cost a sum or a mean?")
def example_averaged(cell):
    """the cost is averaged over the ten outputs instead of added up"""
    return cell.rewrite("cost_of_example = 0.125")


@mistake("cost_of_example", hint="The cost is the square of a distance. Which of the two is this?")
def example_square_root(cell):
    """a square root is taken of the sum of squares"""
    return cell.rewrite("cost_of_example = 1.25 ** 0.5")


# ----------------------------------------------------------------------------------------------------------------------
# activation_func


@mistake("activation_func", hint="What does your function give for x = 100, and which intermediate result is infinite?")
def overflows(cell):
    """eˣ/(1 + eˣ) overflows for large x: infinity divided by infinity is not a number"""
    return cell.change("torch.sigmoid(x)", "torch.exp(x) / (1 + torch.exp(x))")


@mistake("activation_func", hint="Does the function rise or fall?")
def wrong_sign_in_the_exponent(cell):
    """the minus in the exponent is missing, so the function falls instead of rising"""
    return cell.change("torch.sigmoid(x)", "1 / (1 + torch.exp(x))")


@mistake("activation_func", hint="What is its value at 0, and how low does it get?")
def tanh_instead(cell):
    """this is the hyperbolic tangent, which goes from -1 to 1"""
    return cell.change("torch.sigmoid(x)", "torch.tanh(x)")


@mistake("activation_func", hint="What is its value at 0, and does it have an upper limit?")
def relu_instead(cell):
    """this is a rectifier (ReLU), which has no upper limit"""
    return cell.change("torch.sigmoid(x)", "torch.relu(x)")


@mistake("activation_func", hint="May the value for one element depend on its neighbours?")
def softmax_instead(cell):
    """this is a softmax: each value depends on the other elements"""
    return cell.change("torch.sigmoid(x)", "torch.softmax(x, dim=-1)")


@mistake("activation_func", hint="Is the formula a curve, or made of straight pieces?")
def hard_sigmoid(cell):
    """the curve is replaced by straight pieces"""
    return cell.change("torch.sigmoid(x)", "nn.functional.hardsigmoid(x)")


@mistake("activation_func", hint="What is the logarithm doing here?")
def log_of_the_sigmoid(cell):
    """this is the logarithm of the logistic function"""
    return cell.change("torch.sigmoid(x)", "nn.functional.logsigmoid(x)")


@mistake("activation_func", hint="By what record of operations does `backward` find its way?")
def leaves_torch(cell):
    """the value is computed outside torch or detached, so no gradient flows through it"""
    return cell.change("torch.sigmoid(x)", "torch.from_numpy(1 / (1 + np.exp(-x.detach().numpy())))")


@mistake("activation_func", hint="How many digits of the value are left?")
def activation_rounded(cell):
    """the values are rounded, which makes the slope zero everywhere"""
    return cell.change("torch.sigmoid(x)", "torch.round(torch.sigmoid(x), decimals=2)")


# ----------------------------------------------------------------------------------------------------------------------
# NN_Model


@mistake("NN_Model", hint="After how many of the three layers stands an activation?")
def no_activation_at_the_output(cell):
    """the activation after the last layer is missing"""
    return cell.change("return activation_func(self.output(x))", "return self.output(x)")


@mistake("NN_Model", hint="What are two layers without anything bent in between?")
def no_activation_after_first(cell):
    """the activation after the first layer is missing"""
    return cell.change("activation_func(self.hidden1(x))", "self.hidden1(x)")


@mistake("NN_Model", hint="What are two layers without anything bent in between?")
def no_activation_after_second(cell):
    """the activation after the second layer is missing"""
    return cell.change("activation_func(self.hidden2(x))", "self.hidden2(x)")


@mistake("NN_Model", hint="What is a matrix times a matrix times a matrix?")
def no_activation_in_between(cell):
    """the activation stands only at the end; the hidden layers have none"""
    return cell.change("activation_func(self.hidden", "(self.hidden")


@mistake("NN_Model", hint="Does any layer go through no activation?")
def no_activation_at_all(cell):
    """there is no activation anywhere, so the three layers are worth one"""
    return cell.change("activation_func", "")


@mistake("NN_Model", hint="Do the ten outputs have to add up to 1?")
def extra_softmax(cell):
    """a softmax follows the last activation; each output stands for itself here"""
    return cell.change("activation_func(self.output(x))", "torch.softmax(activation_func(self.output(x)), dim=-1)")


@mistake("NN_Model", hint="Which function follows the last layer in the formula?")
def softmax_for_the_activation(cell):
    """a softmax stands in place of the activation after the last layer"""
    return cell.change("activation_func(self.output(x))", "torch.softmax(self.output(x), dim=-1)")


@mistake("NN_Model", hint="Which function follows each layer in the formula?")
def relu_in_between(cell):
    """the hidden layers are followed by a ReLU instead of the logistic function"""
    return cell.change("activation_func(self.hidden", "torch.relu(self.hidden")


@mistake("NN_Model", hint="How many times is the last sum squeezed?")
def output_squeezed_twice(cell):
    """the activation is applied twice to the output"""
    return cell.change("activation_func(self.output(x))", "activation_func(activation_func(self.output(x)))")


@mistake("NN_Model", hint="Follow a picture through `forward`: which layer does it never meet?")
def second_layer_left_out(cell):
    """`forward` never uses the second hidden layer"""
    return cell.without("self.hidden2(x)")


@mistake("NN_Model", hint="How many layers does a picture go through, and how many different ones?")
def second_layer_used_twice(cell):
    """`forward` goes through the second hidden layer twice"""
    line = "        x = activation_func(self.hidden2(x))\n"
    return cell.change(line, line + line)


@mistake("NN_Model", hint="Which letter of the formula of a neuron is missing?")
def layers_without_bias(cell):
    """the layers have no biases"""
    text = cell.change(", 16)", ", 16, bias=False)")
    return text.change(", 10)", ", 10, bias=False)")


@mistake("NN_Model", hint="How many neurons has each hidden layer in the drawing?")
def wrong_width(cell):
    """the hidden layers have 32 neurons instead of 16"""
    return cell.change("16)", "32)").replace("(16,", "(32,")


@mistake("NN_Model", hint="What does `model.parameters()` list for your network?")
def layers_in_a_plain_list(cell):
    """the layers are kept in a plain Python list, where `parameters()` does not find them"""
    return cell.rewrite(
        """
        class NN_Model(nn.Module):
            def __init__(self):
                super().__init__()
                self.layers = [nn.Linear(784, 16), nn.Linear(16, 16), nn.Linear(16, 10)]

            def forward(self, x):
                for layer in self.layers:
                    x = activation_func(layer(x))
                return x
        """
    )


@mistake("NN_Model", hint="By which names does the table call the layers?")
def layers_of_other_names(cell):
    """the layers are there under other names than `hidden1`, `hidden2` and `output`"""
    return cell.change("self.hidden", "self.fc").change("self.output", "self.fc3")


@mistake("NN_Model", hint="What does a function without `return` give?")
def forward_returns_nothing(cell):
    """`forward` computes the outputs but does not return them"""
    return cell.change("return activation_func(self.output(x))", "activation_func(self.output(x))")


@mistake("NN_Model", hint="How will the training loop find its way back through a `forward` that records nothing?")
def forward_without_gradients(cell):
    """`forward` cuts the record of operations, so no gradient reaches the layers"""
    return cell.change("return activation_func(self.output(x))", "return activation_func(self.output(x)).detach()")


@mistake("NN_Model", hint="From which hidden layer do gradients stop?")
def hidden_layer_detached(cell):
    """the hidden layers are detached inside `forward`, so that only the last layer can learn"""
    return cell.change("self.output(x)", "self.output(x.detach())")


# ----------------------------------------------------------------------------------------------------------------------
# train_model

BATCHES = "        for start in"
STEP = "parameter -= learning_rate * parameter.grad"
ALL_STEPS = """\
            with torch.no_grad():
                for parameter in model.parameters():
                    parameter"""
MEASURING = """\
        with torch.no_grad():
            total = cost_func(model(images), targets)
"""


@mistake("train_model", hint="Where does a gradient go when the next batch arrives?")
def gradients_never_cleared(cell):
    """gradients are never cleared, so every step repeats all the steps before it"""
    return cell.without("model.zero_grad()")


@mistake("train_model", hint="How often is `zero_grad` called in an epoch, and how often `backward`?")
def gradients_cleared_once_an_epoch(cell):
    """gradients are cleared once an epoch instead of once a batch"""
    return cell.without("model.zero_grad()").change(BATCHES, "        model.zero_grad()\n" + BATCHES)


@mistake("train_model", hint="Which way does the gradient point: up or down?")
def wrong_sign(cell):
    """the gradient is added, so every step goes uphill"""
    return cell.change("parameter -=", "parameter +=")


@mistake("train_model", hint="Which number makes your steps long or short: the one that was handed over?")
def learning_rate_hard_coded(cell):
    """the step uses the lesson's learning rate of 0.05, whatever `learning_rate` is"""
    return cell.change("learning_rate * parameter.grad", "0.05 * parameter.grad")


@mistake("train_model", hint="Where is the learning rate in your step?")
def learning_rate_ignored(cell):
    """the step has the full length of the gradient: the learning rate is not used"""
    return cell.change("learning_rate * parameter.grad", "parameter.grad")


@mistake("train_model", hint="Print one weight before and after your step. What would `p = p - …` change?")
def weights_never_move(cell):
    """the weights never change: `p = p - …` only makes a new tensor, and a gradient cleared too early moves nothing"""
    return cell.change("parameter -= ", "parameter = parameter - ")


@mistake("train_model", hint="Is the step itself part of the function that is differentiated?")
def step_outside_no_grad(cell):
    """the parameters are changed while PyTorch records: the step has to stand inside `torch.no_grad()`"""
    return cell.change(ALL_STEPS, "            for parameter in model.parameters():\n                parameter")


@mistake("train_model", hint="What does `p.grad` hold when the very first step is made, and what puts it there?")
def no_gradient_yet(cell):
    """there is no gradient when the step is made: `backward` is missing, or comes after the step"""
    return cell.without("cost.backward()")


@mistake("train_model", hint="Whose gradient is in `p.grad` at the moment of the step?")
def step_before_backward(cell):
    """the step is made before `backward`, with the gradient of the batch before"""
    late = """\
            for parameter in model.parameters():
                if parameter.grad is not None:
                    parameter.data -= learning_rate * parameter.grad
            model.zero_grad()
            cost.backward()"""
    text = cell.without("model.zero_grad()").without("cost.backward()")
    return text.change(ALL_STEPS + STEP.removeprefix("parameter"), late)


@mistake("train_model", hint="Which weights does `backward` need: those that made the cost, or those after the step?")
def step_between_forward_and_backward(cell):
    """the step is made between computing the cost and `backward`, and changes the weights that `backward` needs"""
    late = """\
            with torch.no_grad():
                for parameter in model.parameters():
                    if parameter.grad is not None:
                        parameter -= learning_rate * parameter.grad
            model.zero_grad()
            cost.backward()"""
    text = cell.without("model.zero_grad()").without("cost.backward()")
    return text.change(ALL_STEPS + STEP.removeprefix("parameter"), late)


@mistake("train_model", hint="In which loop does the step stand?")
def one_step_an_epoch(cell):
    """only the last batch of an epoch moves the weights: the step stands behind the loop over the batches"""
    return cell.change(ALL_STEPS, ALL_STEPS.replace("\n    ", "\n").removeprefix("    "))


@mistake("train_model", hint="What is `batch_size` for?")
def whole_set_as_one_batch(cell):
    """the whole training set is taken as one batch: `batch_size` is not used"""
    return cell.change("range(0, len(images), batch_size)", "range(1)").change("start + batch_size", "None")


@mistake("train_model", hint="What if the batch size does not divide the number of images?")
def short_batch_dropped(cell):
    """the last short batch is dropped"""
    return cell.change("range(0, len(images), batch_size)", "range(0, len(images) - batch_size + 1, batch_size)")


@mistake("train_model", hint="How many times does the loop over the batches run in an epoch?")
def only_the_first_batch(cell):
    """only the first batch of each epoch is used"""
    return cell.change("range(0, len(images), batch_size)", "range(0, batch_size, batch_size)")


@mistake("train_model", hint="How many images has `images[0:3]`?")
def batches_one_short(cell):
    """each batch lacks its last image: the end of a slice is not part of it"""
    return cell.change("start + batch_size)", "start + batch_size - 1)")


@mistake("train_model", hint="Where does the second batch begin, and where did the first one end?")
def batches_overlap(cell):
    """each image begins a batch of its own, so the batches overlap"""
    return cell.change("range(0, len(images), batch_size)", "range(0, len(images))")


@mistake("train_model", hint="By what is the gradient divided? By what is it, in the formula?")
def mean_gradient(cell):
    """the cost of a batch is divided by its size before the gradient is taken; the sum is asked"""
    return cell.change("targets[batch])\n", "targets[batch]) / len(images[batch])\n")


@mistake("train_model", hint="By what is the gradient divided? By what is it, in the formula?")
def gradient_over_batch_size(cell):
    """the cost of a batch is divided by `batch_size` before the gradient is taken; the sum is asked"""
    return cell.change("cost.backward()", "(cost / batch_size).backward()")


@mistake("train_model", hint="Which reduction does your loss use: a mean, or a sum?")
def mean_squared_error(cell):
    """the gradient is that of a mean over all outputs of the batch; that of the sum is asked"""
    return cell.change(
        "cost.backward()", "nn.functional.mse_loss(model(images[batch]), targets[batch].float()).backward()"
    )


@mistake("train_model", hint="Which of the parameters does your loop reach?")
def only_the_output_layer(cell):
    """only the last layer is moved, the hidden layers never"""
    return cell.change("model.parameters()", "model.output.parameters()")


@mistake("train_model", hint="Which of the parameters does your loop reach?")
def biases_not_trained(cell):
    """only the weights are moved, the biases never"""
    return cell.change(STEP, f"{STEP} * (parameter.dim() > 1)")


@mistake("train_model", hint="Which object did the caller give you, and which one do you train?")
def trains_a_new_model(cell):
    """a new model is made and trained; the model that was given stays as it was"""
    return cell.change("    images, targets =", "    model = NN_Model()\n    images, targets =")


@mistake("train_model", hint="Which network holds what the first epoch has learnt, when the second begins?")
def new_model_each_epoch(cell):
    """a new model is made and trained in every epoch; the model that was given stays as it was"""
    return cell.change(BATCHES, "        model = NN_Model()\n" + BATCHES)


@mistake("train_model", hint="With which weights does the second epoch begin?")
def starts_over_each_epoch(cell):
    """each epoch starts over from the weights of the beginning instead of those that the last epoch reached"""
    text = cell.change("    for epoch in", "    start_weights = copy.deepcopy(model.state_dict())\n    for epoch in")
    return text.change(BATCHES, "        model.load_state_dict(start_weights)\n" + BATCHES)


@mistake("train_model", hint="Which object did the caller give you, and which one do you train?")
def trains_a_copy(cell):
    """a copy of the model is trained; the model that was given stays as it was"""
    return cell.change("    images, targets =", "    model = copy.deepcopy(model)\n    images, targets =")


@mistake("train_model", hint="How often do you go through the data for `epochs=2`?")
def one_epoch_too_few(cell):
    """there is one epoch too few"""
    return cell.change("in range(epochs)", "in range(epochs - 1)")


@mistake("train_model", hint="How often do you go through the data for `epochs=2`?")
def one_epoch_too_many(cell):
    """there is one epoch too many"""
    return cell.change("in range(epochs)", "in range(epochs + 1)")


@mistake("train_model", hint="How far is `return` indented?")
def returns_after_one_epoch(cell):
    """the function returns when the first epoch is over: `return` stands inside the loop"""
    return cell.change("    return epoch_data", "        return epoch_data")


@mistake("train_model", hint="What number has the first epoch?")
def epochs_counted_from_one(cell):
    """the epochs are counted from 1 instead of 0"""
    return cell.change("epoch_data.append(epoch)", "epoch_data.append(epoch + 1)")


@mistake("train_model", hint="What do the lists hold when the function is called a second time?")
def lists_outlive_the_call(cell):
    """the lists are made outside the function, so a second call goes on with those of the first"""
    return cell.change("    epoch_data, cost_train, models = [], [], []\n", "").change(
        "def train_model", "epoch_data, cost_train, models = [], [], []\n\n\ndef train_model"
    )


@mistake("train_model", hint="In which of the two loops are the entries appended?")
def an_entry_each_batch(cell):
    """the lists get an entry after every batch instead of one after every epoch"""
    head, _, tail = cell.partition(MEASURING)
    entries, _, end = tail.partition("    return")
    inside = "".join(f"    {line}\n" for line in (MEASURING + entries).splitlines() if line)
    return f"{head}{inside}    return{end}"


@mistake("train_model", hint="Per image is asked. By what do you divide?")
def cost_not_divided(cell):
    """the cost is that of all images together, not divided by their number"""
    return cell.change("total.item() / len(images)", "total.item()")


@mistake("train_model", hint="How many images are there, and how many batches?")
def cost_per_batch(cell):
    """the cost is divided by the number of batches instead of the number of images"""
    return cell.change("total.item() / len(images)", "total.item() / -(-len(images) // batch_size)")


@mistake("train_model", hint="How many images are there in all, and how many in a batch?")
def cost_over_batch_size(cell):
    """the cost is divided by the size of a batch instead of the number of all images"""
    return cell.change("total.item() / len(images)", "total.item() / batch_size")


@mistake("train_model", hint="Of which images is the variable the cost at the end of the epoch?")
def cost_of_the_last_batch(cell):
    """the cost reported is that of the last batch only"""
    return cell.change("total.item() / len(images)", "cost.item() / len(images[batch])")


@mistake("train_model", hint="Which weights had the network when the first batch was added to your sum?")
def cost_summed_while_training(cell):
    """the costs of the batches are added up while the weights still change, instead of when the epoch has ended"""
    text = cell.change(BATCHES, "        running = 0.0\n" + BATCHES)
    text = text.change("            cost.backward()", "            cost.backward()\n            running += cost.item()")
    return text.change("total.item()", "running")


@mistake("train_model", hint="How much does an image of the short last batch count, and how much one of a full batch?")
def mean_of_batch_means(cell):
    """the mean of the batches' costs per image is reported, so images of a short last batch count more than others"""
    text = cell.change(BATCHES, "        shares = []\n" + BATCHES)
    text = text.change(
        "            cost.backward()",
        "            cost.backward()\n            shares.append(cost.item() / len(images[batch]))",
    )
    return text.change("total.item() / len(images)", "sum(shares) / len(shares)")


@mistake("train_model", hint="Is the cost taken before or after the weights of this epoch were learnt?")
def cost_before_the_epoch(cell):
    """the cost is taken before the epoch instead of after it"""
    return cell.change(MEASURING, "").change(BATCHES, MEASURING + BATCHES)


@mistake("train_model", hint="What is the type of an entry of your list of costs?")
def cost_as_a_tensor(cell):
    """the costs are tensors instead of floats"""
    return cell.change("total.item()", "total")


@mistake("train_model", hint="How many digits of the cost do you keep?")
def cost_rounded(cell):
    """the costs are rounded"""
    return cell.change("total.item() / len(images)", "round(total.item() / len(images), 2)")


@mistake("train_model", hint="How many different networks are in your list after ten epochs?")
def the_same_model_each_time(cell):
    """the same model is appended each time instead of a copy, so all entries show the last epoch"""
    return cell.change("copy.deepcopy(model)", "model")


@mistake("train_model", hint="Does your copy have weights of its own?")
def one_copy_for_all_epochs(cell):
    """one copy is made and loaded anew each epoch, so all entries show the last epoch of the call"""
    text = cell.change("copy.deepcopy(model)", "snapshot.load_state_dict(model.state_dict()) and snapshot")
    return text.change("    for epoch in", "    snapshot = copy.deepcopy(model)\n    for epoch in")


@mistake("train_model", hint="Can what is in your list be asked about a picture?")
def weights_instead_of_models(cell):
    """the dictionaries of weights are appended instead of models"""
    return cell.change("copy.deepcopy(model)", "copy.deepcopy(model.state_dict())")


@mistake("train_model", hint="Is the copy made before the weights of this epoch were learnt, or after?")
def copies_before_the_epoch(cell):
    """the copy is made before the epoch instead of after it"""
    return cell.without("models.append(").change(BATCHES, "        models.append(copy.deepcopy(model))\n" + BATCHES)


@mistake("train_model", hint="What stands behind `return`, and in which order is it asked?")
def returned_in_another_order(cell):
    """the three lists are returned in another order than (epoch_data, cost_train, models)"""
    return cell.change("return epoch_data, cost_train, models", "return cost_train, epoch_data, models")


@mistake("train_model", hint="Which three things are asked behind `return`?")
def returns_something_else(cell):
    """something else is returned than the three lists (epoch_data, cost_train, models)"""
    return cell.change("return epoch_data, cost_train, models", "return model")


@mistake("train_model", hint="What does a function without `return` give?")
def returns_nothing(cell):
    """the function returns nothing; the three lists are asked"""
    return cell.without("return epoch_data")


@mistake("train_model", hint="How many models does the third list hold after three epochs?")
def returns_one_model(cell):
    """one model is returned in place of the list of models"""
    return cell.change("return epoch_data, cost_train, models", "return epoch_data, cost_train, model")


# ----------------------------------------------------------------------------------------------------------------------
# get_digit


@mistake("get_digit", hint="Is a large output or a small one a sign of the digit?")
def index_of_the_smallest(cell):
    """the index of the smallest output is taken"""
    return cell.change("argmax", "argmin")


@mistake("get_digit", hint="Do you return what the largest output is, or where it stands?")
def value_of_the_largest(cell):
    """the largest output itself is returned instead of its index"""
    return cell.change("int(pred.argmax())", "float(pred.max())")


@mistake("get_digit", hint="Is 7.0 a digit?")
def digit_as_a_float(cell):
    """the digit is right but a float; an int is asked"""
    return cell.change("int(", "float(")


@mistake("get_digit", hint="How many dimensions has one output vector?")
def over_a_second_dimension(cell):
    """the largest is looked for along a second dimension, which one output vector does not have"""
    return cell.change("argmax()", "argmax(dim=1)")


@mistake("get_digit", hint="What if the network is in doubt and no output exceeds a half?")
def first_above_a_half(cell):
    """the first output above a half is taken instead of the largest"""
    return cell.change("pred.argmax()", "(pred > 0.5).int().argmax()")


@mistake("get_digit", hint="Which digit does the first output stand for?")
def digits_from_one(cell):
    """the digits are counted from 1; the first output stands for 0"""
    return cell.change("int(pred.argmax())", "int(pred.argmax()) + 1")


@mistake("get_digit", hint="Is larger in absolute value the same as larger?")
def largest_absolute_value(cell):
    """the output of the largest absolute value is taken, so that a negative one can win"""
    return cell.change("pred.argmax()", "(pred - pred.mean()).abs().argmax()")


@mistake("get_digit", hint="How many dimensions has your answer?")
def keeps_a_dimension(cell):
    """the answer still has a dimension: a tensor of shape (1,), say, instead of a number"""
    return cell.change("int(pred.argmax())", "pred.argmax(dim=0, keepdim=True)")


# ----------------------------------------------------------------------------------------------------------------------
# accuracy


@mistake("accuracy", hint="A share lies between 0 and 1. What have you counted?")
def count_instead_of_share(cell):
    """the number of correct images is returned, not their share"""
    return cell.change("float(np.mean(digits == labels))", "int(np.sum(digits == labels))")


@mistake("accuracy", hint="Between which two numbers does a share lie?")
def in_percent(cell):
    """the accuracy is given in per cent"""
    return cell.change("float(np.mean(digits == labels))", "100 * float(np.mean(digits == labels))")


@mistake("accuracy", hint="Do you count what was right, or what was wrong?")
def share_of_errors(cell):
    """this is the share of errors, not that of correct images"""
    return cell.change("digits == labels", "digits != labels")


@mistake("accuracy", hint="Which dimension of the output counts the images, and which the digits?")
def largest_over_the_images(cell):
    """the largest output is looked for among the images instead of among the digits"""
    return cell.change("argmax(dim=1)", "argmax(dim=0)").change("digits == labels", "digits == labels[:10]")


@mistake("accuracy", hint="By how many images do you divide: those that you were given?")
def divided_by_another_number(cell):
    """the count is divided by the size of the training set instead of the number of images given"""
    return cell.change("float(np.mean(digits == labels))", "float(np.sum(digits == labels) / len(label_train))")


@mistake("accuracy", hint="What happens to the images after the first hundred?")
def only_the_first_hundred(cell):
    """only the first hundred images are counted"""
    return cell.change("digits == labels", "digits[:100] == labels[:100]")


@mistake("accuracy", hint="Which images does your function look at, whatever it is given?")
def always_the_validation_set(cell):
    """the function looks at the notebook's validation set instead of the images given"""
    text = cell.change("torch.tensor(data)", "torch.tensor(image_valid)")
    return text.replace("== labels", "== label_valid")


@mistake("accuracy", hint="What does `type(...)` say about your result?")
def accuracy_as_a_tensor(cell):
    """the accuracy is a tensor instead of a float"""
    return cell.change("float(np.mean(digits == labels))", "torch.tensor(digits == labels).float().mean()")


@mistake("accuracy", hint="How many digits of the share do you keep?")
def accuracy_rounded(cell):
    """the accuracy is rounded"""
    return cell.change("float(np.mean(digits == labels))", "round(float(np.mean(digits == labels)), 2)")


@mistake("accuracy", hint="What if no output exceeds a half, though the right one is the largest?")
def compares_rounded_outputs(cell):
    """the rounded outputs are compared with the target; what counts is which output is the largest"""
    return cell.change("argmax(dim=1).numpy()", "round().int().numpy()").change(
        "digits == labels", "(digits == np.eye(10)[labels]).all(axis=1)"
    )


@mistake("accuracy", hint="Ten outputs an image: how many of your comparisons can hardly go wrong?")
def counts_every_output(cell):
    """each of the ten outputs is compared with the target, so that the many zeros count as correct"""
    return cell.change("argmax(dim=1).numpy()", "round().int().numpy()").change(
        "digits == labels", "digits == np.eye(10)[labels]"
    )


@mistake("accuracy", hint="What has `backward` to do with measuring?")
def trains_while_measuring(cell):
    """measuring computes gradients, and leaves them in the model"""
    return cell.change(
        "    with torch.no_grad():\n        digits = model(torch.tensor(data)).argmax(dim=1).numpy()\n",
        "    outputs = model(torch.tensor(data))\n"
        "    cost_func(outputs, get_target(labels)).backward()\n"
        "    digits = outputs.argmax(dim=1).numpy()\n",
    )


@mistake("accuracy", hint="Which gradients has the model after the measurement that it had before?")
def clears_gradients_while_measuring(cell):
    """measuring clears the model's gradients"""
    return cell.change("    with torch.no_grad():", "    model.zero_grad()\n    with torch.no_grad():")


# ----------------------------------------------------------------------------------------------------------------------
# first_example


@mistake("first_example", hint="Try both values of `correct` on paper: which images do you get?")
def right_and_wrong_swapped(cell):
    """`correct` is taken the wrong way round"""
    return cell.change("== correct", "!= correct")


@mistake("first_example", hint="Where is `correct` used in your function?")
def always_the_first_wrong(cell):
    """the first wrong prediction is returned, whatever `correct` says"""
    return cell.change("(digits == labels) == correct", "digits != labels")


@mistake("first_example", hint="Where is `correct` used in your function?")
def always_the_first_right(cell):
    """the first right prediction is returned, whatever `correct` says"""
    return cell.change("(digits == labels) == correct", "digits == labels")


@mistake("first_example", hint="Does your loop stop at the first one that it finds?")
def last_example(cell):
    """the last example is returned instead of the first"""
    return cell.change("np.argmax((digits == labels) == correct)", "np.nonzero((digits == labels) == correct)[0][-1]")


@mistake("first_example", hint="What index has the very first image?")
def example_counted_from_one(cell):
    """the images are counted from 1; an index counts from 0"""
    return cell.change("== correct))", "== correct)) + 1")


@mistake("first_example", hint="Is it the place of the image that you return, or what is on it?")
def digit_of_the_example(cell):
    """the digit of the example is returned instead of its index"""
    return cell.change("int(np.argmax((digits == labels) == correct))", "int(labels[(digits == labels) == correct][0])")


@mistake("first_example", hint="Which of all these is the first?")
def all_examples(cell):
    """the indices of all examples are returned instead of the first"""
    return cell.change("int(np.argmax((digits == labels) == correct))", "np.nonzero((digits == labels) == correct)[0]")


@mistake("first_example", hint="Which images does your function look at, whatever it is given?")
def example_of_the_validation_set(cell):
    """the function looks at the notebook's validation set instead of the images given"""
    text = cell.change("torch.tensor(images)", "torch.tensor(image_valid)")
    return text.replace("== labels", "== label_valid")


# ----------------------------------------------------------------------------------------------------------------------
# plot_cost


@mistake("plot_cost", hint="What runs along the horizontal axis?")
def axes_swapped(cell):
    """the axes are swapped: the epochs are drawn over the cost"""
    return cell.change("plot(epochs, costs", "plot(costs, epochs")


@mistake("plot_cost", hint="Which costs does the figure show, whatever it is given?")
def draws_the_notebooks_costs(cell):
    """the numbers in the figure do not come from the arguments"""
    return cell.change("plot(epochs, costs", "plot(epochs, [0.9, 0.87, 0.75, 0.6, 0.45, 0.3, 0.2]")


@mistake("plot_cost", hint="Is it the cost that is drawn, or a function of it?")
def draws_the_logarithm(cell):
    """the logarithm of the cost is drawn instead of the cost"""
    return cell.change("plot(epochs, costs", "plot(epochs, np.log(costs)")


@mistake("plot_cost", hint="How many epochs were there, and how many points are drawn?")
def first_epoch_left_out(cell):
    """the first epoch is left out of the curve"""
    return cell.change("plot(epochs, costs", "plot(epochs[1:], costs[1:]")


@mistake("plot_cost", hint="What would tell a stranger what this figure is about?")
def cost_without_title(cell):
    """the figure has no title"""
    return cell.change('title="What an image costs", ', "")


@mistake("plot_cost", hint="What runs along the horizontal axis? Does the figure say so?")
def cost_without_xlabel(cell):
    """the horizontal axis has no label"""
    return cell.change('xlabel="epoch", ', "")


@mistake("plot_cost", hint="What do the heights in your figure mean? Does the figure say so?")
def cost_without_ylabel(cell):
    """the vertical axis has no label"""
    return cell.change(', ylabel="cost per image"', "")


@mistake("plot_cost", hint="Is the figure still there when your function has ended?")
def figure_closed(cell):
    """there is no figure to be seen: it is closed, or never made"""
    return cell.change("return figure", "plt.close(figure)")


# ----------------------------------------------------------------------------------------------------------------------
# plot_accuracy


@mistake("plot_accuracy", hint="Which of the two curves lies higher in the data, and which in your legend?")
def curves_swapped(cell):
    """the legend gives each curve the other's name"""
    return cell.change('label="training"', 'label="valid"').change('label="validation"', 'label="train"')


@mistake("plot_accuracy", hint="How would a reader know which curve is which?")
def legend_missing(cell):
    """there is no legend"""
    return cell.without("axes.legend()")


@mistake("plot_accuracy", hint="Does each of the two curves have a name in the legend?")
def curve_without_entry(cell):
    """one of the curves has no entry in the legend"""
    return cell.change(', label="validation"', "")


@mistake("plot_accuracy", hint="How many curves are in the figure, and how many different ones?")
def training_curve_twice(cell):
    """the training accuracy is drawn for both curves"""
    return cell.change("epochs, acc_valid", "epochs, acc_train")


@mistake("plot_accuracy", hint="Which of the two accuracies is missing in the figure?")
def validation_curve_missing(cell):
    """the validation accuracy is not drawn"""
    return cell.without("acc_valid, label")


@mistake("plot_accuracy", hint="Is it the accuracy that is drawn, or the share of errors?")
def errors_drawn(cell):
    """the share of errors is drawn instead of the accuracy"""
    text = cell.change("plot(epochs, acc_train", "plot(epochs, 1 - np.array(acc_train)")
    return text.change("plot(epochs, acc_valid", "plot(epochs, 1 - np.array(acc_valid)")


@mistake("plot_accuracy", hint="What runs along the horizontal axis? Does the figure say so?")
def accuracy_without_xlabel(cell):
    """the horizontal axis has no label"""
    return cell.change('xlabel="epoch", ', "")


@mistake("plot_accuracy", hint="What do the heights in your figure mean? Does the figure say so?")
def accuracy_without_ylabel(cell):
    """the vertical axis has no label"""
    return cell.change(', ylabel="accuracy"', "")


# ----------------------------------------------------------------------------------------------------------------------
# trained_model


@mistake("trained_model", hint="Does the cost fall at all, and is it this network that was trained?")
def still_guessing(cell):
    """the network guesses: it was not trained, or hardly, or with steps so long that training broke down"""
    return cell.change("trained_model)\n", "NN_Model())\n")


@mistake("trained_model", hint="Does the cost still fall when your training ends?")
def stopped_early(cell):
    """the training ends before the network has learnt enough: its cost is still falling"""
    return cell.change("train_model(10,", "train_model(4,")


@mistake("trained_model", hint="What does `train_model` return?")
def not_a_network(cell):
    """`trained_model` does not hold a network, but something else, such as the lists that `train_model` returns"""
    return cell.change("epoch_data, cost_train, models = train_model(", "trained_model = train_model(")
