package suites

import io.mixgrad as jm
import java.nio.file.{Files, Path}
import java.util.concurrent.TimeUnit
import mixgrad.*
import scala.jdk.CollectionConverters.*

/** The same network as Net, by the Java package. */
class JavaNet extends jm.nn.Block {
  private val hidden = child("hiddenLayer", jm.nn.Layers.linear(2, 8))
  private val out = child("out", jm.nn.Layers.linear(8, 2))
  override protected def forward(x: jm.Tensor): jm.Tensor = out.apply(hidden.apply(x).relu())
}

/** The Java package and this one side by side in one JVM. Inherited static methods of Java are found in the class that
  * has them.
  */
class WithJavaSuite extends Suite {
  private val temporary = FunFixture[Path](
    _ => Files.createTempDirectory("mixgrad"),
    path => {
      Files.list(path).forEach(file => Files.delete(file))
      Files.delete(path)
    }
  )
  private def numbers(t: Tensor): Seq[Double] = t.toArray[Double].toSeq

  test("each gets its own tensors and objects, in turns") {
    for (_ <- 0 until 2) {
      val theirs: jm.Tensor = jm.TensorElements.of(1f, 2f).add(jm.TensorElements.of(1f, 1f))
      val ours: Tensor = Tensor(Seq(1f, 2f)) + 1
      assertEquals(theirs.toDoubleArray.toSeq, numbers(ours))
      val layers = (jm.nn.Linear(2, 3), nn.Linear(2, 3))
      assert(layers(0).parameters.asScala.forall((p: Any) => p.isInstanceOf[jm.Tensor]))
      assert(layers(1).parameters.forall((p: Any) => p.isInstanceOf[Tensor]))
      val graphs: (jm.Graph, Graph) =
        (jm.Transforms.compile(x => x.relu()).graph(java.util.List.of(theirs)), compile(x => x.relu).graph(Seq(ours)))
      assertEquals(graphs(0).call(theirs).toDoubleArray.toSeq, numbers(graphs(1)(ours)))
      theirs.setRequiresGrad(true).multiply(3).sum().backward()
      ours.setRequiresGrad(true).*(3).sum().backward()
      assertEquals(theirs.grad.toDoubleArray.toSeq, numbers(ours.grad.get))
    }
  }

  test("functions of one inside of functions of the other") {
    def ours(elements: Array[Double], forward: Tensor => Tensor): Array[Double] =
      custom(Seq(Tensor(elements.toSeq)), x => forward(x.head)).toArray[Double]
    def theirs(elements: Array[Double], forward: jm.Tensor => jm.Tensor): Array[Double] =
      jm.Ops.custom(jm.TensorElements.of(elements*), (x: jm.Tensor) => forward(x)).toDoubleArray
    val outside = theirs(Array(1, 2), x => jm.TensorElements.of(ours(x.toDoubleArray, y => y * y)*).add(1))
    assertEquals(outside.toSeq, Seq(2.0, 5))
    val inside = ours(Array(1, 2), x => Tensor(theirs(x.toArray[Double], y => y.multiply(y)).toSeq) + 1)
    assertEquals(inside.toSeq, Seq(2.0, 5))
  }

  private def theirTrainer(net: jm.nn.Block): jm.train.Trainer =
    jm.train.Trainer.of(
      net,
      options =>
        options
          .loss((y, t) => jm.nn.Losses.crossEntropy(y, t))
          .optimizer(jm.train.Optimizers.sgd(o => o.parameters(net.parameters).lr(0.5).momentum(0.9))): Unit
    )
  private def ourTrainer(net: Net): Trainer =
    Trainer(net, loss = nn.crossEntropy, optimizer = optim.SGD(Some(net.parameters), lr = 0.5, momentum = 0.9))

  private val points = Points(64)
  private def ourData: DataLoader = DataLoader(points, batchSize = 16)
  private def theirData: jm.data.DataLoader = {
    val Seq(x, y) = points(0 until 64): @unchecked
    val rows = x.toArray[Float].grouped(2).toArray
    jm.data.DataLoader.of(
      jm.data.TensorDataset(jm.TensorElements.of(rows), jm.TensorElements.of(y.toArray[Long])),
      o => o.batchSize(16): Unit
    )
  }

  temporary.test("a training of Java inside of one of Scala: the same file") { folder =>
    object Inner extends Callback {
      override def onEpochEnd(epoch: Long, logs: Map[String, Double]): Boolean = {
        if (epoch == 1) {
          manualSeed(3)
          val net = JavaNet()
          theirTrainer(net).fit(theirData, f => f.epochs(2): Unit)
          net.save(folder.resolve("java.safetensors"))
        }
        false
      }
    }
    manualSeed(3)
    val net = Net()
    ourTrainer(net).fit(ourData, epochs = 2, callbacks = Some(Seq(Inner)))
    net.save(folder.resolve("scala.safetensors"))
    assertEquals(
      Files.readAllBytes(folder.resolve("java.safetensors")).toSeq,
      Files.readAllBytes(folder.resolve("scala.safetensors")).toSeq
    )
  }

  test("trainings of both at once") {
    val future = theirTrainer(JavaNet()).fitAsync(theirData, f => f.epochs(30): Unit)
    assertEquals(ourTrainer(Net()).fit(ourData, epochs = 30).epochs.length, 30)
    assertEquals(future.get(60, TimeUnit.SECONDS).epochs.size, 30)
  }
}
