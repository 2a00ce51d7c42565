"""Numbers of Philox in the scale of torch.nn.init.kaiming_uniform_."""

from oracle import *
from oracle.initializers import every_dtype, of_parameter, own_generator, scale, scaled

suite = Suite("kaiming_uniform_", scaled("kaiming_uniform_"))
every_dtype(suite, (3, 5))
for nonlinearity in ["linear", "sigmoid", "tanh", "relu", "leaky_relu", "selu"]:
    suite(f"before {nonlinearity}", x=numbers((4, 3)), a=0.5, nonlinearity=nonlinearity)
for mode in ["fan_in", "fan_out"]:
    suite(f"a convolution's, {mode}", x=numbers((4, 2, 3, 3)), mode=mode)
suite("a whole slope", x=numbers((4, 3)), a=1)
suite("empty", x=numbers((0, 3)), mode="fan_out")
by = scale("kaiming_uniform_", shape=(2, 3))
of_parameter(suite, lambda stream: stream.uniform((2, 3), -by, by))
own_generator(suite, lambda stream: stream.uniform((2, 3), -by, by), (2, 3))
suite.fails("a vector", "shape", "x", ["[3]"], x=numbers((3,)))
suite.fails("rank 0", "shape", "x", ["[]"], x=numbers(()))
suite.fails("no such mode", "value", "mode", ["fan_out"], x=numbers((2, 2)), mode="fan", options={"typed": False})
