package suites

import mixgrad.*

/** Modules that hold modules are counted, indexed and walked as Scala's own collections are. */
class ContainersSuite extends Suite {
  private val layers = Seq(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))

  for ((name, made) <- Seq("Sequential" -> nn.Sequential(layers), "ModuleList" -> nn.ModuleList(layers)))
    test(s"a $name") {
      val items: Iterable[nn.Module] = made
      assertEquals(items.size, 3)
      assertEquals(items.toSeq, layers)
      assert((for (layer <- items) yield layer).last eq layers.last)
      assertEquals(made.toString, s"$name(\n  0: Linear\n  1: ReLU\n  2: Linear\n)")
    }

  test("places") {
    val net = nn.Sequential(layers)
    assert(net(0) eq layers.head)
    val last = net.size - 1
    assert(net(last) eq layers.last)
    assertEquals(net.length, 3L)
    assertEquals(net(Tensor(Seq(Seq(1f, 2f, 3f)))).shape, Shape(1, 2))
    assert(nn.ModuleList(layers)(1) eq layers(1))
    intercept[IndexException](net(3))
    assertEquals(nn.ModuleList(Seq()).toSeq, Seq())
  }

  test("names") {
    val heads = nn.ModuleDict(Some(Map("small" -> layers.head)))
    heads.registerModule("large", layers.last)
    assertEquals(heads.map(_._1).toSeq, Seq("small", "large"))
    assert(heads("large") eq layers.last)
    assert(heads.toMap.apply("small") eq layers.head)
    assertEquals(heads.size, 2)
    assertEquals(heads.toString, "ModuleDict(\n  small: Linear\n  large: Linear\n)")
  }

  test("the tree of a network") {
    assertEquals(Net().toString, "Net(\n  hidden_layer: Linear\n  out: Linear\n)")
  }
}
