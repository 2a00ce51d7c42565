// What the program was told, and what the engine asks its host for: forward, the losses, the items.
#pragma once

#include <map>

#include "test/identity/c/network.h"

class Arguments {
 public:
  Arguments(int count, char** given) {
    for (int i = 1; i < count; ++i) {
      std::string text = given[i];
      size_t at = text.find('=');
      if (at == std::string::npos) give_up("an argument is key=value, not " + text);
      values_[text.substr(0, at)] = text.substr(at + 1);
    }
  }
  bool has(const char* key) const { return values_.count(key) > 0; }
  std::string text(const char* key, const char* otherwise = "") const {
    auto it = values_.find(key);
    return it == values_.end() ? otherwise : it->second;
  }
  int64_t number(const char* key, int64_t otherwise) const {
    return has(key) ? std::atoll(text(key).c_str()) : otherwise;
  }

 private:
  std::map<std::string, std::string> values_;
};

struct Program {
  static constexpr int64_t kNet = 1, kRecorder = 2, kAsked = 3;  // the host's numbers
  static constexpr int64_t kEnough = 77;                         // the ticket of its error

  explicit Program(const Arguments& arguments);
  void train();
  void leave();

  std::string path(const char* file) const { return given.text("out", ".") + "/" + file; }
  TensorHandle on_device(mixgrad_tensor* tensor) const;
  void move_to(const std::string& place);
  void by_trainer();
  void by_hand();
  void step(mixgrad_object* optimizer, const Result& batch);
  double accuracy_by_hand();
  static void answer(void* self, mixgrad_request* request);

  const Arguments& given;
  std::string device = "cpu";
  Owned<mixgrad_context> context;
  ObjectHandle train_data, test_data, images, validation, body, net, optimizer, schedule, recorder;
  std::vector<double> losses;
  std::vector<int64_t> asked;
  int64_t forward_calls = 0, traces = 0;
  double accuracy = 0;
};
