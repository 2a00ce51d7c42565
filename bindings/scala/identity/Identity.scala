// One variant of the program that every language runs: out=<folder> images=4096 mode=trainer ...
package identity

import java.nio.file.{Files, Path}
import java.nio.{ByteBuffer, ByteOrder}
import mixgrad.*

final class Enough extends RuntimeException

class Net(convolutional: Boolean) extends nn.Module {
  var calls = 0
  private val layers: Seq[nn.Module] =
    if (convolutional) stage(1, 8) ++ stage(8, 16) ++ Seq(nn.Flatten(), nn.Dropout(0.1), nn.Linear(784, 10))
    else Seq(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
  private def stage(from: Long, to: Long): Seq[nn.Module] =
    Seq(nn.Conv2d(from, to, 3, padding = 1), nn.BatchNorm2d(to), nn.ReLU(), nn.MaxPool2d(2))
  val body = registerModule("body", nn.Sequential(layers))
  override def forward(x: Tensor): Tensor = {
    calls += 1
    body(x)
  }
}

/** Records the loss of each batch, and can fail in the middle. */
class Recorder(stopAfter: Int) extends Callback {
  val losses = collection.mutable.ArrayBuffer[Double]()
  override def onBatchEnd(batch: Long, logs: Map[String, Double]): Unit = {
    losses += logs("loss")
    if (losses.length == stopAfter) throw Enough()
  }
}

/** Records which items it was asked for. */
class Asked(data: Dataset) extends Dataset {
  val asked = collection.mutable.ArrayBuffer[Long]()
  override def length: Long = data.length
  override def get(index: Long): Seq[Tensor] = {
    asked += index
    data.get(index)
  }
}

class Program(given_ : Map[String, String]) {
  private def argument(name: String, otherwise: String): String = given_.getOrElse(name, otherwise)
  private def out(name: String): Path = Path.of(argument("out", "."), name)
  private def write(name: String, bytes: Int)(fill: ByteBuffer => Unit): Unit = {
    val buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN)
    fill(buffer)
    Files.write(out(name), buffer.array)
  }
  private def first(data: Dataset, n: Int): Dataset = if (n < data.length) Subset(data, (0L until n.toLong)) else data

  private val epochs = argument("epochs", "3").toInt
  private val count = argument("images", "60000").toInt
  private val Splits(trainAll, testAll) = datasets.FashionMnist(root = "data")
  private val train = first(trainAll, count)
  private val validation = DataLoader(first(testAll, count / 6), batchSize = 512)
  private val net = Net(argument("network", "perceptron") == "convolutional")
  private val optimizer = optim.SGD(Some(net.parameters), lr = 0.1, momentum = 0.9)
  private val schedule = optim.StepLR(2, gamma = 0.1)
  private val recorder = Recorder(argument("stop_after", "0").toInt)
  private var traces = 0L

  private def losses(): Unit =
    write("losses.bin", 8 * recorder.losses.length)(b => recorder.losses.foreach(b.putDouble))

  private def byTrainer(): Double = {
    val trainer = Trainer(
      net,
      loss = nn.crossEntropy,
      optimizer = optimizer,
      metrics = Some(Map("acc" -> metrics.Accuracy())),
      schedule = Some(schedule),
      capture = argument("capture", "true") == "true"
    )
    given_.get("resume").foreach(path => trainer.resume(path))
    try
      trainer.fit(
        DataLoader(train, batchSize = 128, shuffle = true),
        epochs = epochs,
        validation = Some(validation),
        callbacks = Some(Seq(recorder))
      )
    catch {
      case _: Enough =>
        trainer.save(out("checkpoint.safetensors"))
        losses()
        sys.exit(0)
    }
    traces = trainer.traces
    trainer.history.column("val_acc").last
  }

  private def byHand(): Double = {
    val asked = Asked(train)
    val loader = DataLoader(asked, batchSize = 128, shuffle = true)
    for (epoch <- 0 until epochs) {
      optimizer.lr = 0.1 * schedule.factor(epoch)
      for ((Seq(x, y), i) <- loader.iterator.zipWithIndex) Scope {
        optimizer.zeroGrad()
        val loss = nn.crossEntropy(net(x), y)
        loss.backward()
        optimizer.step()
        recorder.onBatchEnd(i + 1, Map("loss" -> loss.item))
      }
    }
    write("order.bin", 8 * asked.asked.length)(b => asked.asked.foreach(b.putLong))
    val accuracy = metrics.Accuracy()
    net.eval()
    noGrad { for (Seq(x, y) <- validation.iterator) accuracy.update(net(x), y) }
    net.train()
    accuracy.compute
  }

  def run(): Unit = {
    val initial = net.namedParameters.values.map(_.toByteArray).reduce(_ ++ _)
    Files.write(out("initial.bin"), initial)
    val accuracy = if (argument("mode", "trainer") == "loop") byHand() else byTrainer()
    val calls = net.calls
    losses()
    net.save(out("model.safetensors"))
    val images = testAll(0 until 256).head
    val scores = net.predict(images)
    Files.write(out("predictions.bin"), scores.toByteArray ++ scores.argmax(axis = 1).toByteArray)
    Files.writeString(
      out("facts.txt"),
      "traces=%d\nforward_calls=%d\nval_acc=%.4f\n".formatLocal(java.util.Locale.ROOT, traces, calls, accuracy)
    )
  }
}

@main def identity(arguments: String*): Unit = {
  val given_ = arguments.map { text =>
    val at = text.indexOf('='); text.take(at) -> text.drop(at + 1)
  }.toMap
  manualSeed(42)
  Program(given_).run()
}
