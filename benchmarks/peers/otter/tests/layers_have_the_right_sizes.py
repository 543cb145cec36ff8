from otter.test_files import test_case

OK_FORMAT = False
name = "layers_have_the_right_sizes"
points = 1
CODE = '''
shapes = {name: tuple(layer.weight.shape) for name, layer in LeNet().named_children() if hasattr(layer, "weight")}
assert shapes == {"conv1": (6, 1, 3, 3), "conv2": (16, 6, 3, 3), "fc1": (120, 576), "fc2": (84, 120), "fc3": (10, 84)}
'''


@test_case()
def test_layers_have_the_right_sizes(env):
    exec(CODE, env)
