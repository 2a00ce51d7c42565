package suites

import java.nio.file.Files
import mixgrad.*

/** Arguments that are bytes, ranges and records. */
class ArgumentsSuite extends Suite {
  test("the state as bytes") {
    val net = Net()
    val data = net.saveBytes
    val copy: Net = Net().loadBytes(data)
    assert(copy.saveBytes.sameElements(data))
    val error = intercept[FormatException](copy.loadBytes(data.dropRight(1)))
    assertEquals(error.argument, "data")
    intercept[FormatException](copy.loadBytes(Array[Byte]()))
  }

  private def rows(data: Dataset): Seq[Long] = (0L until data.length).map(i => data.get(i).head.toArray[Long].head)

  test("a range of a dataset") {
    val data = TensorDataset(arange(5))
    for (part <- Seq(1 until 3, 1 to 3, 0 until 5 by 2, 4 to 0 by -1, 4 until 1 by -2, 2 until 2))
      assertEquals(rows(data.subset(part)), part.map(_.toLong).toSeq)
    assertEquals(rows(data.subset(io.mixgrad.Index.from(-2))), Seq(3L, 4L))
    assertEquals(rows(data.subset(3 until 99)), Seq(3L, 4L))
    val part = Points(10).subset(8 until 10)
    System.gc()
    assertEquals(part.length, 2L)
    assertEquals(part.get(1).head.shape.toSeq, Seq(2L))
  }

  test("a record") {
    val folder = Files.createTempDirectory("mixgrad")
    val (images, labels) = (folder.resolve("images"), folder.resolve("labels"))
    Files.write(images, Array[Byte](0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 51, 102, -1))
    Files.write(labels, Array[Byte](0, 0, 8, 1, 0, 0, 0, 2, 1, 0))
    def make(normalize: Option[Normalize]) = datasets.ImageDataset(images, labels, Seq("a", "b"), normalize = normalize)
    val found = make(Some(Normalize(mean = 0.5, std = 2))).batch(Seq(0, 1)).images.toArray[Float]
    assert(found.zip(Seq(-0.25f, -0.15f, -0.05f, 0.25f)).forall((a, b) => math.abs(a - b) < 1e-6f), found.toSeq)
    assertEquals(make(None).batch(Seq(1)).images.toArray[Float].last, 1f)
    val error = intercept[ValueException](make(Some(Normalize(0, 0))))
    assertEquals(error.argument, "normalize")
    assert(error.getMessage.contains("std"), error.getMessage)
    Seq(images, labels, folder).foreach(Files.delete)
  }
}
