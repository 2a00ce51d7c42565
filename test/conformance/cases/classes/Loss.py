"""What all losses do, by MSELoss: a trainer takes one as its loss."""

from oracle import Stream, Suite, call, key, new, numbers, var
from oracle.pytorch import linear, tensor

suite = Suite("Loss")
inputs, targets = numbers((4, 3)), numbers((4, 3), seed=1)
script = suite.script("of a trainer")
script.let("data", new("TensorDataset", inputs=inputs, targets=targets))
script.let("loader", new("DataLoader", dataset=var("data"), batch_size=4))
script.let("loss", new("MSELoss"))
script.let("net", new("Linear", in_features=3, out_features=3))
script.let("trainer", new("Trainer", model=var("net"), loss=var("loss"), optimizer=new("SGD", lr=0.5)))
found = call("Trainer.evaluate", self_=var("trainer"), loader=var("loader"))
mean = (linear(Stream(0), 3, 3)(tensor(inputs)) - tensor(targets)).square().mean().item()
script.expect(key("loss", found), mean)
