// The control plane for Java: what codegen prints of c-api/abi.yml, with texts in real UTF-8 (JNI's own is a variant).
%{
#include "bindings/java/native/text.h"
%}
%typemap(in) const char* (std::string given) %{
  if ($input) {
    given = mixgrad_java::utf8(jenv, $input);
    if (jenv->ExceptionCheck()) return $null;
    $1 = const_cast<char*>(given.c_str());
  }
%}
%typemap(freearg) const char* ""
%typemap(out) const char* %{ $result = mixgrad_java::text(jenv, $1); %}
// Whoever comes first loads the libraries.
%pragma(java) jniclasscode=%{
  static {
    Glue.load();
  }
%}
%include "c-api/generated/mixgrad.i"
