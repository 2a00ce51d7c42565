package suites

import java.nio.file.{Files, Path}
import mixgrad.*

class Net extends nn.Module {
  val hiddenLayer = register(nn.Linear(2, 8))
  val out = register(nn.Linear(8, 2))
  override def forward(x: Tensor): Tensor = out(hiddenLayer(x).relu)
}

class Points(n: Int) extends Dataset {
  private val x = Scope { uniform(Shape(n, 2), generator = Generator(1)) }
  private val y = (x(::, 0) > x(::, 1)).astype(DType.Int64)
  override def length: Long = n
  override def get(index: Long): Seq[Tensor] = Seq(x(index), y(index))
}

class Losses extends Callback {
  val epochs = collection.mutable.ArrayBuffer[Double]()
  override def onEpochEnd(epoch: Long, logs: Map[String, Double]): Boolean = {
    epochs += logs("loss")
    epoch == 4
  }
}

class TrainingSuite extends Suite {
  private val folder = FunFixture[Path](
    _ => Files.createTempDirectory("mixgrad"),
    path => {
      Files.list(path).forEach(file => Files.delete(file))
      Files.delete(path)
    }
  )
  private def trainer(net: Net) = Trainer(
    net,
    loss = nn.crossEntropy,
    optimizer = optim.SGD(Some(net.parameters), lr = 0.5, momentum = 0.9),
    metrics = Some(Map("acc" -> metrics.Accuracy()))
  )

  test("names of parameters are data") {
    assertEquals(
      Net().namedParameters.keys.toSeq,
      Seq("hidden_layer.weight", "hidden_layer.bias", "out.weight", "out.bias")
    )
  }

  test("a network, a dataset and a callback of Scala") {
    manualSeed(1)
    val net = Net()
    val losses = Losses()
    val history = trainer(net).fit(
      DataLoader(Points(64), batchSize = 16, shuffle = true),
      epochs = 50,
      callbacks = Some(Seq(losses))
    )
    assertEquals(losses.epochs.length, 4)
    assertEquals(history.column("loss").length, 4)
    assert(losses.epochs.last < losses.epochs.head)
  }

  folder.test("files") { path =>
    manualSeed(2)
    val net = Net()
    net.save(path.resolve("net.safetensors"))
    val copy = Net().load(path.resolve("net.safetensors").toString)
    val x = Tensor(Seq(Seq(1f, 2f)))
    assertEquals(copy.predict(x).toArray[Float].toSeq, net.predict(x).toArray[Float].toSeq)
    Files.write(path.resolve("broken"), "no safetensors".getBytes)
    intercept[FormatException](Net().load(path.resolve("broken")))
    intercept[FileException](Net().load(path.resolve("absent")))
    val whole = Files.readAllBytes(path.resolve("net.safetensors"))
    Files.write(path.resolve("short"), whole.take(whole.length / 2))
    intercept[FormatException](copy.load(path.resolve("short")))
    assertEquals(copy.predict(x).toArray[Float].toSeq, net.predict(x).toArray[Float].toSeq)
  }

  test("errors name the layer") {
    val error = intercept[ShapeException](Net()(Tensor(Seq(Seq(1f, 2f, 3f)))))
    assertEquals(error.layer, "hidden_layer")
  }

  test("an error of a callback comes back as itself") {
    final class Mine extends RuntimeException("mine")
    class Failing extends Callback {
      override def onBatchEnd(batch: Long, logs: Map[String, Double]): Unit = throw Mine()
    }
    intercept[Mine](trainer(Net()).fit(DataLoader(Points(8)), callbacks = Some(Seq(Failing()))))
  }

  test("an interrupt cancels") {
    val thread = Thread.currentThread
    class Interrupting extends Callback {
      override def onBatchEnd(batch: Long, logs: Map[String, Double]): Unit = thread.interrupt()
    }
    intercept[CancelledException](
      trainer(Net()).fit(DataLoader(Points(64)), epochs = 1000, callbacks = Some(Seq(Interrupting())))
    )
    assert(Thread.interrupted())
  }

  test("a future") {
    val history = scala.concurrent.Await.result(
      trainer(Net()).fitAsync(DataLoader(Points(16), batchSize = 8)),
      munitTimeout
    )
    assertEquals(history.column("loss").length, 1)
  }

  test("a limit of memory is an error, and what is there survives") {
    val x = ones(Shape(10))
    io.mixgrad.internal.EngineLibrary.collect() // or garbage that is freed meanwhile would make room
    setMemoryLimit(memory.bytes + 1000)
    try intercept[OutOfMemoryException](zeros(1000, 1000))
    finally setMemoryLimit(0)
    assertEquals(x.sum().item, 10.0)
  }

  test("a thousand networks leave nothing") {
    def make(): Unit = { val net = Net(); trainer(net): Unit }
    def collect(): Unit = io.mixgrad.internal.EngineLibrary.collect()
    for (_ <- 1 to 10) make()
    collect()
    val before = memory
    for (i <- 1 to 1000) { make(); if (i % 250 == 0) collect() }
    var tries = 0
    while (memory.objects > before.objects + 20 && tries < 50) { collect(); tries += 1 }
    assert(memory.objects <= before.objects + 20, s"$before, then $memory")
    assert(memory.tensors <= before.tensors + 100, s"$before, then $memory")
  }
}
