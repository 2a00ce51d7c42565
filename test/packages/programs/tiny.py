"""Trains a tiny network, saves it, loads it again, and says how many points it tells apart."""

import mixgrad as mg
from mixgrad import DataLoader, TensorDataset, Trainer, nn, optim


def network():
    return nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 2))


mg.manual_seed(7)
x = mg.normal([64, 2])
y = (x.sum(axis=1) > 0).astype("int64")
net = network()
optimizer = optim.SGD(net.parameters(), lr=0.5, momentum=0.9)
data = DataLoader(TensorDataset(x, y), batch_size=16, shuffle=True)
Trainer(net, loss=nn.cross_entropy, optimizer=optimizer).fit(data, epochs=20)
net.save("tiny.safetensors")
copy = network().load("tiny.safetensors")
scores = copy.predict(x)
print(f"right {(scores.argmax(axis=1) == y).astype('int64').sum().item()} of 64")
print(f"same {'yes' if (scores == net.predict(x)).all() else 'no'}")
