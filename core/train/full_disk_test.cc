// Saving where the file system itself has no room, not a limit of this process: a small one in memory.
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "core/train/train_test_support.h"

namespace mixgrad {
namespace {

constexpr int64_t kPage = 4096, kPages = 32;
constexpr int kNotAllowed = 77;

// A file system that this process alone sees, and that ends with it.
bool mount_in_memory(const std::string& folder) {
  if (unshare(CLONE_NEWNS) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  return mount("tmpfs", folder.c_str(), "tmpfs", 0, ("size=" + std::to_string(kPages * kPage)).c_str()) == 0;
}

// Takes all room but for some pages.
void fill(const std::string& path, int64_t left) {
  int file = open(path.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
  std::string page(kPage, 'x');
  int64_t written = 0;
  while (write(file, page.data(), kPage) == kPage) ++written;
  if (ftruncate(file, (written - left) * kPage) != 0) abort();
  close(file);
}

// Says what was wrong; empty if nothing was. Runs in a child of fork: saving needs no threads.
std::string save_on_a_full_disk(Training& t, TestFolder& folder) {
  std::string good = folder / "good.safetensors", filler = folder / "filler";
  auto save = [&](int which) {
    if (which == 0)
      t.trainer->save(*t.context, good);
    else
      call_method(*t.context, *t.net, "save", {Value(good)});
  };
  for (int which : {0, 1}) {
    save(which);
    std::string kept = contents(good);
    for (int64_t left : {0, 1, 2}) {
      fill(filler, left);
      try {
        save(which);
        return "no error with " + std::to_string(left) + " pages left";
      } catch (const Error& e) {
        if (e.code() != ErrorCode::kIo) return e.what();
        if (std::string(e.what()).find("space") == std::string::npos) return "it does not say why: " + e.message();
      }
      if (contents(good) != kept) return "the last good file is lost";
      if (folder.files() != 2) return "something is left behind";
      unlink(filler.c_str());
    }
    save(which);
    if (contents(good) != kept) return "with room again it wrote something else";
  }
  t.trainer->save(*t.context, good);
  t.trainer->resume(*t.context, good);
  return "";
}

TEST(FullDisk, LeavesTheLastGoodFile) {
  Recipe s;
  s.hidden = 800;  // of several pages
  Training t(s);
  t.fit(1);
  TestFolder folder;
  int words[2];
  ASSERT_EQ(pipe(words), 0);
  fflush(nullptr);
  pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    if (!mount_in_memory(folder / "")) _exit(kNotAllowed);
    std::string wrong = save_on_a_full_disk(t, folder);
    ssize_t told = write(words[1], wrong.data(), wrong.size());
    _exit(wrong.empty() && told == 0 ? 0 : 1);
  }
  close(words[1]);
  std::string wrong(1000, '\0');
  wrong.resize(static_cast<size_t>(std::max<ssize_t>(0, read(words[0], wrong.data(), wrong.size()))));
  close(words[0]);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == kNotAllowed) GTEST_SKIP() << "privilege-absent: no file system can be mounted here";
  EXPECT_EQ(WEXITSTATUS(status), 0) << wrong;
  EXPECT_EQ(folder.files(), 0) << "what the child mounted was its own";
}

}  // namespace
}  // namespace mixgrad
