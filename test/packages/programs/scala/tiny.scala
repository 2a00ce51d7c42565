// Trains a tiny network, saves it, loads it again, and says how many points it tells apart.
import mixgrad.*

private def network(): nn.Sequential = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 2))

@main def tiny(): Unit = {
  manualSeed(7)
  val x = normal(Shape(64, 2))
  val y = x.sum(1).greater(0).astype(DType.Int64)
  val net = network()
  val trainer = Trainer(net, loss = nn.crossEntropy, optimizer = optim.SGD(Some(net.parameters), lr = 0.5, momentum = 0.9))
  trainer.fit(DataLoader(TensorDataset(x, Some(y)), batchSize = 16, shuffle = true), epochs = 20)
  net.save("tiny.safetensors")
  val copy = network().load("tiny.safetensors")
  val scores = copy.predict(x)
  println(s"right ${scores.argmax(axis = 1).equal(y).astype(DType.Int64).sum().item.toLong} of 64")
  println(s"same ${if (scores.equal(net.predict(x)).all().item == 1) "yes" else "no"}")
}
