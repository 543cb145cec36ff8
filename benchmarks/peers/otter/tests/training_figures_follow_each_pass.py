from otter.test_files import test_case

OK_FORMAT = False
name = "training_figures_follow_each_pass"
points = 1
CODE = '''
assert len(train_loss) == len(train_accuracy) == n_epoch
assert train_loss[-1] < train_loss[0]
assert all(0 <= a <= 1 for a in train_accuracy)
'''


@test_case()
def test_training_figures_follow_each_pass(env):
    exec(CODE, env)
