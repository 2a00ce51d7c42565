// Trains a perceptron on Fashion-MNIST, saves it, loads it again and shows what it thinks of eight images.
import mixgrad.*

class Net extends nn.Module:
  val body = register(nn.Sequential(nn.Flatten(), nn.Linear(28 * 28, 256), nn.ReLU(), nn.Linear(256, 10)))
  override def forward(x: Tensor): Tensor = body(x)

@main def fashion(): Unit = Scope { // frees every temporary made inside
  manualSeed(42)
  val Splits(train, test) = datasets.FashionMnist(root = "data")
  val net = Net()
  println(net.summary(Shape(1, 1, 28, 28)))
  val trainer = Trainer(net, loss = nn.crossEntropy, metrics = Some(Map("acc" -> metrics.Accuracy())),
                        optimizer = optim.SGD(Some(net.parameters), lr = 0.1, momentum = 0.9),
                        schedule = Some(optim.StepLR(2, gamma = 0.1)))
  val history = trainer.fit(DataLoader(train, batchSize = 128, shuffle = true), epochs = 3,
                            validation = Some(DataLoader(test, batchSize = 512)),
                            callbacks = Some(Seq(EarlyStopping(monitor = "val_acc", patience = 2))))
  println(f"val_acc ${history.column("val_acc").last}%.4f")
  net.save("fashion.safetensors")
  val copy = Net().load("fashion.safetensors")
  val Seq(images, labels) = test(0 until 8): @unchecked
  val guess = copy.predict(images).argmax(axis = 1)
  plot.images(images, titles = test.decode(guess)).save("predictions.svg")
  history.plot.save("loss.svg")
}
