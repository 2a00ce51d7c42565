package suites

import mixgrad.*
import scala.collection.mutable.ArrayBuffer

// Points in two classes; notes how many steps were done when an item was made.
class NotedPoints(noise: Boolean = false) extends Dataset {
  val x = normal(Shape(18, 2))
  val y = x.argmax(1)
  var steps = 0L
  val made = ArrayBuffer[(Long, Long)]()
  override def length: Long = 18
  override def get(index: Long): Seq[Tensor] = {
    made += ((index / 4, steps))
    val item = x(index)
    Seq(if (noise) item + normal(Shape(2)) else item, y(index))
  }
}

class Asked extends Callback {
  val asked = ArrayBuffer[String]()
  override protected def answer(method: String, arguments: Array[AnyRef]): AnyRef = {
    asked += method
    super.answer(method, arguments)
  }
}

class Ends extends Asked {
  override def onEpochEnd(epoch: Long, logs: Map[String, Double]): Boolean = false
}

// What the engine asks of Scala's objects, and when.
class RequestsSuite extends Suite {
  private def trained(make: () => Dataset, prefetch: Long = 2, epochs: Long = 1): (Seq[Seq[Float]], Dataset) = {
    manualSeed(3)
    val net = nn.Sequential(nn.Linear(2, 8), nn.Dropout(0.5), nn.Linear(8, 2))
    val data = make()
    val trainer = Trainer(net, loss = nn.crossEntropy, optimizer = optim.SGD(lr = 0.5))
    val count = new Callback {
      override def onBatchEnd(batch: Long, logs: Map[String, Double]): Unit = data match {
        case points: NotedPoints => points.steps += 1
        case _                   => ()
      }
    }
    trainer.fit(DataLoader(data, batchSize = 4, prefetch = prefetch), epochs = epochs, callbacks = Some(Seq(count)))
    (net.parameters.map(_.toArray[Float].toSeq), data)
  }
  private def inMemory(): Dataset = {
    val data = NotedPoints()
    TensorDataset(data.x, Some(data.y))
  }

  test("batches are made ahead of the steps that need them") {
    for (prefetch <- Seq(0L, 1L, 2L, 100L)) {
      val (weights, data) = trained(() => NotedPoints(), prefetch)
      val expected = (0L until 18L).map(i => (i / 4, math.max(0L, i / 4 - prefetch)))
      assertEquals(data.asInstanceOf[NotedPoints].made.toSeq, expected)
      assertEquals(weights, trained(() => inMemory())._1)
    }
  }

  test("items that draw random numbers are made in their turn") {
    assertEquals(trained(() => NotedPoints(noise = true), 2, 2)._1, trained(() => NotedPoints(noise = true), 0, 2)._1)
  }

  test("only what is overridden is asked for") {
    val nothing = Asked()
    val ends = Ends()
    val trainer = Trainer(nn.Linear(2, 2), loss = nn.crossEntropy, optimizer = optim.SGD(lr = 0.5))
    trainer.fit(DataLoader(inMemory(), batchSize = 4), epochs = 2, callbacks = Some(Seq(nothing, ends)))
    assertEquals(nothing.asked.toSeq, Seq())
    assertEquals(ends.asked.toSeq, Seq("on_epoch_end", "on_epoch_end"))
  }
}
