from otter.test_files import test_case

OK_FORMAT = False
name = "finds_the_first_images"
points = 1.5
CODE = '''
found = samples_with_label(test_set, 3)
wanted = [image for image, label in test_set if label == 3][:5]
assert len(found) == 5
assert all(torch.equal(a, b) for a, b in zip(found, wanted))
'''


@test_case()
def test_finds_the_first_images(env):
    exec(CODE, env)
