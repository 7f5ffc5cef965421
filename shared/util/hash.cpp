#include "shared/util/hash.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <stdexcept>
#include <vector>

namespace ftm {

namespace {

std::string to_hex(const unsigned char* x, size_t n) {
  constexpr char digits[] = "0123456789abcdef";
  std::string y;
  y.reserve(2 * n);
  for (size_t i = 0; i < n; ++i) {
    y += digits[x[i] >> 4];
    y += digits[x[i] & 15];
  }
  return y;
}

} // namespace

struct sha256_stream::impl {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~impl() {
    EVP_MD_CTX_free(context);
  }
};

sha256_stream::sha256_stream() : impl_(std::make_unique<impl>()) {
  EVP_DigestInit_ex(impl_->context, EVP_sha256(), nullptr);
}

sha256_stream::~sha256_stream() = default;

void sha256_stream::add(std::string_view x) {
  EVP_DigestUpdate(impl_->context, x.data(), x.size());
}

std::string sha256_stream::finish() {
  unsigned char y[EVP_MAX_MD_SIZE];
  unsigned n = 0;
  EVP_DigestFinal_ex(impl_->context, y, &n);
  return to_hex(y, n);
}

std::string sha256_hex(std::string_view x) {
  sha256_stream y;
  y.add(x);
  return y.finish();
}

std::string hmac_sha256_hex(std::string_view key, std::string_view x) {
  unsigned char y[EVP_MAX_MD_SIZE];
  unsigned n = 0;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(x.data()), x.size(), y, &n)
      == nullptr)
    throw std::runtime_error("HMAC-SHA-256 cannot be computed");
  return to_hex(y, n);
}

std::string random_hex(size_t bytes) {
  std::vector<unsigned char> x(bytes);
  if (RAND_bytes(x.data(), static_cast<int>(bytes)) != 1)
    throw std::runtime_error("the system gave no random bytes");
  return to_hex(x.data(), bytes);
}

} // namespace ftm
