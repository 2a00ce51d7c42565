package io.mixgrad;

import static io.mixgrad.Expectations.expect;
import static io.mixgrad.nn.Layers.dropout;
import static io.mixgrad.nn.Layers.flatten;
import static io.mixgrad.nn.Layers.linear;
import static io.mixgrad.nn.Layers.relu;
import static io.mixgrad.nn.Layers.sequential;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mixgrad.nn.Block;
import io.mixgrad.nn.Linear;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class BlockTest {
  static final class Net extends Block {
    private final Block body = child("body", sequential(flatten(), linear(4, 3), relu()));
    private final Linear fcOut = child("fcOut", linear(3, 2, o -> o.bias(false)));
    private final Tensor scale = parameter("scale", Tensors.ones(2));
    private final Tensor offset = buffer("offset", Tensors.zeros(2));

    @Override
    protected Tensor forward(Tensor x) {
      return fcOut.apply(body.apply(x)).multiply(scale).add(offset);
    }
  }

  @Test
  void namesAreTheSameInAllLanguages() {
    Net net = new Net();
    assertEquals(
        List.of("scale", "body.1.weight", "body.1.bias", "fc_out.weight"),
        List.copyOf(net.namedParameters().keySet()));
    assertTrue(net.state().containsKey("offset"));
    assertEquals(4, net.parameters().size());
    assertTrue(net.scale.requiresGrad());
    assertSame(net.parameters().get(0).getClass(), Tensor.class);
    assertTrue(net.parameters().get(0).isSame(net.scale));
  }

  @Test
  void applyRunsForward() {
    Net net = new Net();
    expect(net.apply(Tensors.ones(5, 2, 2))).shape(5, 2);
    Function<Tensor, Tensor> chain = net.andThen(Tensor::relu);
    expect(chain.apply(Tensors.ones(1, 4))).shape(1, 2);
    expect(sequential(net, relu()).apply(Tensors.ones(1, 4))).shape(1, 2);
  }

  @Test
  void modesReachTheWholeTree() {
    Block inner = dropout(0.5);
    Block net = sequential(inner, linear(2, 2));
    assertTrue(inner.training());
    net.eval();
    assertFalse(inner.training());
    expect(inner.apply(Tensors.ones(3))).equalTo(new double[] {1, 1, 1}, 0);
    net.train();
    assertTrue(inner.training());
    net.train(false);
    assertFalse(net.training());
  }

  @Test
  void gradients() {
    Net net = new Net();
    net.apply(Tensors.ones(1, 4)).sum().backward();
    assertEquals(2, net.scale.grad().size());
    net.zeroGrad();
    assertEquals(null, net.scale.grad());
  }

  @Test
  void errorsNameTheLayer() {
    class Wrong extends Block {
      private final Block head = child("head", sequential(linear(2, 3), linear(4, 1)));

      @Override
      protected Tensor forward(Tensor x) {
        return head.apply(x);
      }
    }
    class Outer extends Block {
      private final Block wrong = child("wrong", new Wrong());

      @Override
      protected Tensor forward(Tensor x) {
        return wrong.apply(x);
      }
    }
    var error = assertThrows(ShapeException.class, () -> new Outer().apply(Tensors.ones(1, 2)));
    assertTrue(error.layer() != null && error.layer().contains("1"), error.layer());
  }

  @Test
  void whatIsNotOverridden() {
    var error = assertThrows(NotFoundException.class, () -> new Block() {}.apply(Tensors.ones(1)));
    assertTrue(error.getMessage().contains("forward"), error.getMessage());
  }

  @Test
  void namesThatAreNotAccepted() {
    class Twice extends Block {
      Twice() {
        child("a", relu());
        child("a", relu());
      }
    }
    class Dotted extends Block {
      Dotted() {
        child("a.b", relu());
      }
    }
    assertThrows(ValueException.class, Twice::new);
    assertThrows(ValueException.class, Dotted::new);
    class Listed extends Block {
      final List<Linear> layers = children("layers", List.of(linear(2, 2), linear(2, 1)));
    }
    assertEquals(4, new Listed().parameters().size());
    assertTrue(new Listed().namedParameters().containsKey("layers.1.bias"));
  }

  @Test
  void ownErrorsPassThrough() {
    class Failing extends Block {
      @Override
      protected Tensor forward(Tensor x) {
        throw new IllegalArgumentException("mine");
      }
    }
    assertEquals(
        "mine",
        assertThrows(
                IllegalArgumentException.class,
                () -> sequential(new Failing()).apply(Tensors.ones(1)))
            .getMessage());
  }
}
