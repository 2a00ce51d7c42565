// One variant of the program that every language runs: Identity out=<folder> images=4096
// mode=trainer ...
import static io.mixgrad.nn.Layers.*;

import io.mixgrad.*;
import io.mixgrad.data.*;
import io.mixgrad.nn.*;
import io.mixgrad.train.*;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;

public final class Identity {
  private static final Map<String, String> GIVEN = new HashMap<>();

  private static String argument(String name, String otherwise) {
    return GIVEN.getOrDefault(name, otherwise);
  }

  private static Path out(String name) {
    return Path.of(argument("out", "."), name);
  }

  static final class Net extends Block {
    int calls;
    private final Block body = child("body", sequential(layers()));

    private static List<Block> layers() {
      if (!argument("network", "perceptron").equals("convolutional"))
        return List.of(flatten(), linear(784, 256), relu(), linear(256, 10));
      List<Block> list = new ArrayList<>();
      for (int[] channels : new int[][] {{1, 8}, {8, 16}}) {
        list.add(conv2d(channels[0], channels[1], 3, o -> o.padding(1)));
        list.addAll(List.of(batchNorm2d(channels[1]), relu(), maxPool2d(2)));
      }
      list.addAll(List.of(flatten(), dropout(0.1), linear(784, 10)));
      return list;
    }

    @Override
    protected Tensor forward(Tensor x) {
      ++calls;
      return body.apply(x);
    }
  }

  static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Records the loss of each batch, and can fail in the middle. */
  static final class Recorder extends Callback {
    private final List<Double> losses = new ArrayList<>();
    private final long stopAfter = Long.parseLong(argument("stop_after", "0"));

    @Override
    public void onBatchEnd(long batch, Map<String, Double> logs) {
      losses.add(logs.get("loss"));
      if (losses.size() == stopAfter) throw new Enough();
    }

    void write() throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(8 * losses.size()).order(ByteOrder.LITTLE_ENDIAN);
      losses.forEach(bytes::putDouble);
      Files.write(out("losses.bin"), bytes.array());
    }
  }

  /** Records which items it was asked for. */
  static final class Asked extends Dataset {
    private final List<Long> asked = new ArrayList<>();
    private final Dataset data;

    Asked(Dataset data) {
      this.data = data;
    }

    @Override
    public long length() {
      return data.length();
    }

    @Override
    public List<Tensor> get(long index) {
      asked.add(index);
      return data.get(index);
    }
  }

  private static byte[] integers(List<Long> numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * numbers.size()).order(ByteOrder.LITTLE_ENDIAN);
    numbers.forEach(bytes::putLong);
    return bytes.array();
  }

  private static byte[] join(List<Tensor> tensors) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Tensor tensor : tensors) bytes.writeBytes(tensor.toByteArray());
    return bytes.toByteArray();
  }

  private static Dataset first(Dataset data, long n) {
    return n < data.length() ? new Subset(data, LongStream.range(0, n).toArray()) : data;
  }

  private final long epochs = Long.parseLong(argument("epochs", "3"));
  private final Splits fashion = FashionMnist.load(Path.of("data"));
  private final long images = Long.parseLong(argument("images", "60000"));
  private final Dataset train = first(fashion.train(), images);
  private final DataLoader validation =
      DataLoader.of(first(fashion.test(), images / 6), o -> o.batchSize(512));
  private final Net net = new Net();
  private final Optimizer optimizer =
      Optimizers.sgd(net.parameters(), o -> o.lr(0.1).momentum(0.9));
  private final Schedule schedule = Schedules.stepLr(2, 0.1);
  private final Recorder recorder = new Recorder();
  private long traces;

  private double byTrainer() throws IOException {
    Trainer trainer =
        Trainer.of(
            net,
            t ->
                t.loss(Losses::crossEntropy)
                    .optimizer(optimizer)
                    .metric("acc", new Accuracy())
                    .schedule(schedule)
                    .capture(argument("capture", "true").equals("true")));
    String resume = argument("resume", null);
    if (resume != null) trainer.resume(Path.of(resume));
    try {
      trainer.fit(
          DataLoader.of(train, o -> o.batchSize(128).shuffle(true)),
          f -> f.epochs(epochs).validation(validation).callback(recorder));
    } catch (Enough enough) {
      trainer.save(out("checkpoint.safetensors"));
      recorder.write();
      System.exit(0);
    }
    traces = trainer.traces();
    List<Double> accuracy = trainer.history().column("val_acc");
    return accuracy.get(accuracy.size() - 1);
  }

  private double byHand() throws IOException {
    Asked asked = new Asked(train);
    DataLoader loader = DataLoader.of(asked, o -> o.batchSize(128).shuffle(true));
    for (long epoch = 0; epoch < epochs; ++epoch) {
      optimizer.setLr(0.1 * schedule.factor(epoch));
      long number = 0;
      for (List<Tensor> batch : loader) {
        try (var scope = Scope.open()) {
          optimizer.zeroGrad();
          Tensor loss = Losses.crossEntropy(net.apply(batch.get(0)), batch.get(1));
          loss.backward();
          optimizer.step();
          recorder.onBatchEnd(++number, Map.of("loss", loss.doubleValue()));
        }
      }
    }
    Files.write(out("order.bin"), integers(asked.asked));
    Accuracy accuracy = new Accuracy();
    net.eval();
    try (var mode = Autograd.noGrad()) {
      for (List<Tensor> batch : validation) accuracy.update(net.apply(batch.get(0)), batch.get(1));
    }
    net.train();
    return accuracy.compute();
  }

  private void run() throws IOException {
    Files.write(out("initial.bin"), join(List.copyOf(net.namedParameters().values())));
    double accuracy = argument("mode", "trainer").equals("loop") ? byHand() : byTrainer();
    int calls = net.calls;
    recorder.write();
    net.save(out("model.safetensors"));
    Batch batch = fashion.test().batch(LongStream.range(0, 256).toArray());
    Tensor scores = net.predict(batch.images());
    Files.write(out("predictions.bin"), join(List.of(scores, scores.argmax(1))));
    String facts = "traces=%d%nforward_calls=%d%nval_acc=%.4f%n";
    Files.writeString(out("facts.txt"), String.format(Locale.ROOT, facts, traces, calls, accuracy));
  }

  public static void main(String[] arguments) throws IOException {
    for (String text : arguments)
      GIVEN.put(text.substring(0, text.indexOf('=')), text.substring(text.indexOf('=') + 1));
    Mixgrad.setProgress(false);
    Mixgrad.manualSeed(42);
    new Identity().run();
  }
}
