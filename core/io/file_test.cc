#include "core/io/file.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "core/io/test_folder.h"
#include "core/runtime/error.h"

namespace mixgrad {
namespace {

std::string text_of(const std::string& path) {
  auto bytes = read_file(path, 1 << 24);
  return std::string(bytes.begin(), bytes.end());
}

TEST(File, WritesAndReplacesAsAWhole) {
  TestFolder folder;
  std::string path = folder / "a.txt";
  write_file(path, "first");
  EXPECT_EQ(text_of(path), "first");
  chmod(path.c_str(), 0640);
  write_file(path, "");
  EXPECT_EQ(text_of(path), "");
  struct stat status;
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640u);
  Piece pieces[] = {{"ab", 2}, {"", 0}, {"cde", 3}};
  write_file(path, pieces);
  EXPECT_EQ(text_of(path), "abcde");
  EXPECT_EQ(folder.files(), 1);
}

TEST(File, ALinkStaysALink) {
  TestFolder folder;
  write_file(folder / "real", "old");
  std::filesystem::create_symlink(folder / "real", folder / "link");
  write_file(folder / "link", "new");
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link"));
  EXPECT_EQ(text_of(folder / "real"), "new");
}

TEST(File, LongNamesAreFine) {
  TestFolder folder;
  std::string path = folder / std::string(255, 'n');
  write_file(path, "text");
  EXPECT_EQ(text_of(path), "text");
}

TEST(File, FailuresAreIoErrorsThatNameTheFile) {
  TestFolder folder;
  mkfifo((folder / "pipe").c_str(), 0600);
  for (const std::string& path :
       {folder / "missing", folder / "", folder / "pipe", std::string("a\0b", 3), std::string()}) {
    EXPECT_ERROR(ErrorCode::kIo, read_file(path, 100), "can not read '");
  }
  for (const std::string& path :
       {folder / "no folder/x", folder / "", folder / "pipe", std::string("a\0b", 3), std::string()}) {
    EXPECT_ERROR(ErrorCode::kIo, write_file(path, "x"), "can not write '");
  }
  write_file(folder / "long", "0123456789");
  EXPECT_ERROR(ErrorCode::kIo, read_file(folder / "long", 9), "at most 9 are accepted");
  EXPECT_EQ(folder.files(), 2);
}

TEST(File, PathsWithControlCharactersDoNotBreakMessages) {
  TestFolder folder;
  EXPECT_ERROR(ErrorCode::kIo, read_file(folder / "a\x01x\x02\n", 9), "a\\x01x\\x02\\x0a");
}

TEST(File, InputNoticesThatAFileWasCut) {
  TestFolder folder;
  write_file(folder / "f", "0123456789");
  InputFile file(folder / "f");
  EXPECT_EQ(file.bytes(), 10);
  std::filesystem::resize_file(folder / "f", 4);
  char data[10];
  file.read(1, data, 3);
  EXPECT_EQ(std::string(data, 3), "123");
  EXPECT_ERROR(ErrorCode::kIo, file.read(0, data, 10), "ends at byte 4");
}

// A limit on the size of files stands for the full disk: the signal that would end the process must not, and the old
// file must stay. In a child, because the limit can't be taken back by everybody.
void write_past_a_limit(bool ignored_by_host) {
  TestFolder folder;
  std::string path = folder / "checkpoint";
  write_file(path, "the old one");
  pid_t child = fork();
  if (child == 0) {
    if (ignored_by_host) signal(SIGXFSZ, SIG_IGN);
    struct rlimit limit = {4096, 4096};
    setrlimit(RLIMIT_FSIZE, &limit);
    int status = 1;
    for (int i = 0; i < 3; ++i) {  // the signal is not left pending either
      try {
        write_file(path, std::string(100000, 'x'));
      } catch (const Error& error) {
        status =
            error.code() == ErrorCode::kIo && std::string(error.what()).find("too large") != std::string::npos ? 0 : 2;
      }
    }
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    if (sigismember(&mask, SIGXFSZ)) status = 3;
    _exit(status);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status)) << "ended by signal " << WTERMSIG(status);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(text_of(path), "the old one");
  EXPECT_EQ(folder.files(), 1);
}

TEST(File, AFileSizeLimitKeepsTheOldFileAndTheProcess) { write_past_a_limit(false); }
TEST(File, AFileSizeLimitWhoseSignalTheHostIgnores) { write_past_a_limit(true); }

}  // namespace
}  // namespace mixgrad
