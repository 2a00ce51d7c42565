package io.mixgrad;

import static io.mixgrad.nn.Layers.linear;
import static io.mixgrad.nn.Layers.relu;
import static io.mixgrad.nn.Layers.sequential;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mixgrad.data.DataLoader;
import io.mixgrad.data.TensorDataset;
import io.mixgrad.nn.Block;
import io.mixgrad.nn.Losses;
import io.mixgrad.train.Accuracy;
import io.mixgrad.train.EarlyStopping;
import io.mixgrad.train.History;
import io.mixgrad.train.Optimizer;
import io.mixgrad.train.Optimizers;
import io.mixgrad.train.Schedules;
import io.mixgrad.train.Trainer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training by the Trainer and by hand, and what it leaves. */
class TrainingTest {
  @BeforeEach
  void seed() {
    Mixgrad.setProgress(false);
    Mixgrad.manualSeed(11);
  }

  /** Two classes of points in the plane, which a line parts. */
  static TensorDataset points(int n) {
    Tensor x = Tensors.normal(n, 2);
    return new TensorDataset(x, x.sum(1).greater(0).astype(DType.INT64));
  }

  static DataLoader loader(int n) {
    return DataLoader.of(points(n), o -> o.batchSize(16).shuffle(true));
  }

  static Block net() {
    return sequential(linear(2, 8), relu(), linear(8, 2));
  }

  static Trainer trainer(Block net) {
    return Trainer.of(
        net,
        t ->
            t.loss(Losses::crossEntropy)
                .optimizer(Optimizers.sgd(o -> o.parameters(net.parameters()).lr(0.5)))
                .metric("acc", new Accuracy()));
  }

  @Test
  void fit() {
    History history = trainer(net()).fit(loader(64), f -> f.epochs(5).validation(loader(32)));
    List<Map<String, Double>> logs = history.epochs();
    assertEquals(5, logs.size());
    assertTrue(logs.get(4).get("loss") < logs.get(0).get("loss"));
    assertTrue(logs.get(4).get("val_acc") > 0.8);
    assertEquals(5, history.column("val_acc").size());
    assertTrue(history.plot().svg().contains("<svg"));
  }

  @Test
  void progressOnAPlainStream() {
    PrintStream before = System.err;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setErr(new PrintStream(written));
    Mixgrad.setProgress(true);
    try {
      trainer(net()).fit(loader(64), f -> f.epochs(2));
    } finally {
      System.setErr(before);
    }
    List<String> lines = written.toString().lines().filter(line -> !line.isBlank()).toList();
    assertEquals(2, lines.size(), written.toString());
    assertTrue(lines.get(0).contains("loss"));
  }

  static final class Net extends Block {
    int calls;
    private final Block layer = child("layer", linear(2, 2));

    @Override
    protected Tensor forward(Tensor x) {
      ++calls;
      return layer.apply(x);
    }
  }

  @Test
  void handwrittenLoopEqualsTheTrainer() {
    List<float[]> weights = new ArrayList<>();
    for (boolean byHand : new boolean[] {false, true}) {
      Mixgrad.manualSeed(1);
      Block net = net();
      Optimizer rule = Optimizers.sgd(o -> o.parameters(net.parameters()).lr(0.1).momentum(0.9));
      DataLoader data = DataLoader.of(points(64), o -> o.batchSize(16));
      if (byHand) {
        for (int epoch = 0; epoch < 2; ++epoch) {
          for (List<Tensor> batch : data) {
            rule.zeroGrad();
            Losses.crossEntropy(net.apply(batch.get(0)), batch.get(1)).backward();
            rule.step();
          }
        }
      } else {
        Trainer.of(net, t -> t.loss(Losses::crossEntropy).optimizer(rule))
            .fit(data, f -> f.epochs(2));
      }
      weights.add(net.parameters().get(0).toFloatArray());
    }
    assertArrayEquals(weights.get(0), weights.get(1));
  }

  @Test
  void saveAndLoad(@TempDir Path folder) {
    Block net = net();
    Path file = folder.resolve("net.safetensors");
    net.save(file);
    Block copy = net();
    assertSame(copy, copy.load(file));
    Tensor x = Tensors.normal(5, 2);
    assertArrayEquals(net.predict(x).toFloatArray(), copy.predict(x).toFloatArray());
    assertTrue(net.summary(1, 2).contains("Linear"));
    net.save(folder.resolve("n\u00e4mes \ud83d\ude00.safetensors"));
    assertTrue(Files.exists(folder.resolve("n\u00e4mes \ud83d\ude00.safetensors")));
  }

  @Test
  void saveAndResume(@TempDir Path folder) throws Exception {
    Path half = folder.resolve("half.safetensors");
    run(4, null).save(folder.resolve("whole.safetensors"));
    run(2, null).save(half);
    run(4, half).save(folder.resolve("resumed.safetensors"));
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("whole.safetensors")),
        Files.readAllBytes(folder.resolve("resumed.safetensors")));
  }

  private static Trainer run(int epochs, Path resume) {
    Mixgrad.manualSeed(5);
    Trainer trainer = trainer(net());
    DataLoader data = DataLoader.of(points(64), o -> o.batchSize(16).shuffle(true).seed(3));
    if (resume != null) trainer.resume(resume);
    trainer.fit(data, f -> f.epochs(epochs));
    return trainer;
  }

  @Test
  void stoppingEarly() {
    EarlyStopping stopping = EarlyStopping.of("loss", 1);
    Block net = net();
    Trainer trainer =
        Trainer.of(
            net,
            t ->
                t.loss(Losses::crossEntropy)
                    .optimizer(Optimizers.sgd(o -> o.lr(0).parameters(net.parameters())))
                    .schedule(Schedules.stepLr(1)));
    History history = trainer.fit(loader(16), f -> f.epochs(9).callbacks(stopping));
    assertTrue(history.epochs().size() < 9);
    assertEquals(history.epochs().size(), stopping.stoppedEpoch());
  }
}
