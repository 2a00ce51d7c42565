import io.mixgrad.DType;
import io.mixgrad.Mixgrad;
import io.mixgrad.Tensor;
import io.mixgrad.Tensors;
import io.mixgrad.data.DataLoader;
import io.mixgrad.data.TensorDataset;
import io.mixgrad.nn.Block;
import io.mixgrad.nn.Layers;
import io.mixgrad.nn.Losses;
import io.mixgrad.train.Optimizers;
import io.mixgrad.train.Trainer;
import java.nio.file.Path;
import java.util.Arrays;

/** Trains a tiny network, saves it, loads it again, and says how many points it tells apart. */
public final class Tiny {
  static Block network() {
    return Layers.sequential(Layers.linear(2, 8), Layers.relu(), Layers.linear(8, 2));
  }

  public static void main(String[] arguments) {
    Mixgrad.manualSeed(7);
    Tensor x = Tensors.normal(64, 2);
    Tensor y = x.sum(1).greater(0).astype(DType.INT64);
    Block net = network();
    Trainer trainer =
        Trainer.of(
            net,
            t ->
                t.loss(Losses::crossEntropy)
                    .optimizer(
                        Optimizers.sgd(o -> o.parameters(net.parameters()).lr(0.5).momentum(0.9))));
    trainer.fit(
        DataLoader.of(new TensorDataset(x, y), o -> o.batchSize(16).shuffle(true)),
        f -> f.epochs(20));
    net.save(Path.of("tiny.safetensors"));
    Block copy = network().load(Path.of("tiny.safetensors"));
    Tensor scores = copy.predict(x);
    long right = scores.argmax(1).equal(y).astype(DType.INT64).sum().toLongArray()[0];
    System.out.println("right " + right + " of 64");
    boolean same = Arrays.equals(scores.toFloatArray(), net.predict(x).toFloatArray());
    System.out.println(same ? "same yes" : "same no");
  }
}
