// Trains a convolutional network on Fashion-MNIST, saves it, loads it again and shows what it thinks of eight images.
import static io.mixgrad.nn.Layers.*;

import io.mixgrad.*;
import io.mixgrad.data.*;
import io.mixgrad.nn.*;
import io.mixgrad.train.*;
import java.nio.file.Path;

public final class Fashion {
  static final class Net extends Block {
    private final Block conv1 = child("conv1", conv2d(1, 32, 3, o -> o.padding(1)));
    private final Block conv2 = child("conv2", conv2d(32, 64, 3, o -> o.padding(1)));
    private final Block head = child("head", sequential(flatten(), dropout(0.25), linear(64 * 7 * 7, 10)));

    @Override
    protected Tensor forward(Tensor x) {
      x = conv1.apply(x).relu().maxPool2d(2);
      return head.apply(conv2.apply(x).relu().maxPool2d(2));
    }
  }

  public static void main(String[] args) {
    Mixgrad.manualSeed(42);
    var data = FashionMnist.load(Path.of("data"), d -> d.normalize(new Normalize(0.286, 0.353))); // record Splits(train, test)
    var net = new Net();
    try (var scope = Scope.open()) { // frees every temporary below
      System.out.println(net.summary(1, 1, 28, 28));
      var trainer = Trainer.of(net, t -> t
          .loss(Losses::crossEntropy)
          .metric("acc", new Accuracy())
          .optimizer(Optimizers.adamW(o -> o.lr(1e-3))));
      var history = trainer.fit(DataLoader.of(data.train(), d -> d.batchSize(128).shuffle(true)), f -> f
          .epochs(5)
          .validation(DataLoader.of(data.test(), d -> d.batchSize(512)))
          .callback(EarlyStopping.of("val_acc", 2))); // progress bar on by default
      var accuracy = history.column("val_acc");
      System.out.printf("val_acc %.4f%n", accuracy.get(accuracy.size() - 1));
      net.save(Path.of("fashion.safetensors"));
      var copy = new Net().load(Path.of("fashion.safetensors"));
      var batch = data.test().batch(0, 1, 2, 3, 4, 5, 6, 7); // record Batch(images, labels)
      var guess = copy.predict(batch.images()).argmax(1);
      Plot.images(batch.images(), p -> p.titles(data.test().decode(guess)).normalize(true)).save(Path.of("predictions.svg"));
      history.plot().save(Path.of("loss.svg"));
    }
  }
}
