// Trains a convolutional network on Fashion-MNIST, saves it, loads it again and shows what it thinks of eight images.
import mixgrad.*

class Net extends nn.Module:
  val conv1 = register(nn.Conv2d(1, 32, 3, padding = 1))
  val conv2 = register(nn.Conv2d(32, 64, 3, padding = 1))
  val head = register(nn.Sequential(nn.Flatten(), nn.Dropout(0.25), nn.Linear(64 * 7 * 7, 10)))
  override def forward(x: Tensor): Tensor =
    val h = conv1(x).relu.maxPool2d(2)
    head(conv2(h).relu.maxPool2d(2))

@main def fashion(): Unit = Scope { // frees every temporary made inside
  manualSeed(42)
  val Splits(train, test) = datasets.FashionMnist(root = "data", normalize = Some(Normalize(0.286, 0.353)))
  val net = Net()
  println(net.summary(Shape(1, 1, 28, 28)))
  val trainer = Trainer(net, loss = nn.crossEntropy, metrics = Some(Map("acc" -> metrics.Accuracy())),
                        optimizer = optim.AdamW(Some(net.parameters), lr = 1e-3))
  val history = trainer.fit(DataLoader(train, batchSize = 128, shuffle = true), epochs = 5,
                            validation = Some(DataLoader(test, batchSize = 512)),
                            callbacks = Some(Seq(EarlyStopping(monitor = "val_acc", patience = 2))))
  println(f"val_acc ${history.column("val_acc").last}%.4f")
  net.save("fashion.safetensors")
  val copy = Net().load("fashion.safetensors")
  val Seq(images, labels) = test(0 until 8): @unchecked
  val guess = copy.predict(images).argmax(axis = 1)
  plot.images(images, titles = test.decode(guess), normalize = true).save("predictions.svg")
  history.plot.save("loss.svg")
}
