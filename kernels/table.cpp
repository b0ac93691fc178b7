// The table of one instruction set: constant data, so that loading the library runs no code of a set that the processor
// may lack.

#include <nabla/kernels/activations.hpp>
#include <nabla/kernels/arcs.hpp>
#include <nabla/kernels/base_two.hpp>
#include <nabla/kernels/cast.hpp>
#include <nabla/kernels/elementwise.hpp>
#include <nabla/kernels/error_function.hpp>
#include <nabla/kernels/hyperbolic.hpp>
#include <nabla/kernels/isa.hpp>
#include <nabla/kernels/logarithms.hpp>
#include <nabla/kernels/power.hpp>
#include <nabla/kernels/sets.hpp>
#include <nabla/kernels/tile.hpp>
#include <nabla/kernels/trigonometric.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

namespace {

using I32 = std::int32_t;
using I64 = std::int64_t;

#define NABLA_NAME_OF(isa) #isa
#define NABLA_NAME(isa) NABLA_NAME_OF(isa)

template <class T, UnaryFn<T> f>
constexpr TileFn kUnaryTile = &tile_unary<T, f>;
template <class T, BinaryFn<T> f>
constexpr TileFn kBinaryTile = &tile_binary<T, T, f>;
template <class T, BinaryFn<T, bool> f>
constexpr TileFn kCompareTile = &tile_binary<T, bool, f>;
template <class T>
constexpr TileFn kSelectTile = &tile_select<T, &select<T>>;

template <class F, class Int = F>
constexpr UnaryAny kEachAny = {&each<float, F>,
                               &each<double, F>,
                               &each<I32, Int>,
                               &each<I64, Int>,
                               kUnaryTile<float, &each<float, F>>,
                               kUnaryTile<double, &each<double, F>>,
                               kUnaryTile<I32, &each<I32, Int>>,
                               kUnaryTile<I64, &each<I64, Int>>};
template <class F>
constexpr Unary kEach = {&each<float, F>, &each<double, F>, kUnaryTile<float, &each<float, F>>,
                         kUnaryTile<double, &each<double, F>>};
template <class F>
constexpr Unary kMap = {&map<float, F>, &map<double, F>, kUnaryTile<float, &map<float, F>>,
                        kUnaryTile<double, &map<double, F>>};
template <BinaryFn<float> f32, BinaryFn<double> f64>
constexpr Binary kFloats = {f32,     f64,    nullptr, nullptr, kBinaryTile<float, f32>, kBinaryTile<double, f64>,
                            nullptr, nullptr};
template <class F>
constexpr Binary kZip = {&zip<float, float, F>,
                         &zip<double, double, F>,
                         &zip<I32, I32, F>,
                         &zip<I64, I64, F>,
                         kBinaryTile<float, &zip<float, float, F>>,
                         kBinaryTile<double, &zip<double, double, F>>,
                         kBinaryTile<I32, &zip<I32, I32, F>>,
                         kBinaryTile<I64, &zip<I64, I64, F>>};
template <class F>
constexpr Binary kZipMap = kFloats<&zip_map<float, F>, &zip_map<double, F>>;
template <class F>
constexpr Compare kCompare = {&zip<float, bool, F>,
                              &zip<double, bool, F>,
                              &zip<I32, bool, F>,
                              &zip<I64, bool, F>,
                              kCompareTile<float, &zip<float, bool, F>>,
                              kCompareTile<double, &zip<double, bool, F>>,
                              kCompareTile<I32, &zip<I32, bool, F>>,
                              kCompareTile<I64, &zip<I64, bool, F>>};
template <class F, bool three = true>
constexpr Fused kFused = {&tile_fused<float, F, three>, &tile_fused<double, F, three>};

template <class From>
constexpr CastFrom<From> kCast = {&cast<From, float>,       &cast<From, double>,   &cast<From, I32>,
                                  &cast<From, I64>,         &cast<From, bool>,     &tile_cast<From, float>,
                                  &tile_cast<From, double>, &tile_cast<From, I32>, &tile_cast<From, I64>,
                                  &tile_cast<From, bool>};

}  // namespace

constinit const Kernels table = {
    .isa = NABLA_NAME(NABLA_KERNEL_ISA),
    .neg = kEachAny<Neg, NegInt>,
    .abs = kEachAny<Abs>,
    .square = kEachAny<Square>,
    .exp = kMap<Exp>,
    .expm1 = kMap<Expm1>,
    .log = kMap<Log>,
    .log1p = kMap<Log1p>,
    .sqrt = kEach<Sqrt>,
    .exp2 = kMap<Exp2>,
    .log2 = kMap<Log2>,
    .asin = kMap<Asin>,
    .acos = kMap<Acos>,
    .atan = kMap<Atan>,
    .sin = kMap<Sin>,
    .cos = kMap<Cos>,
    .tan = kMap<Tan>,
    .erf = kMap<Erf>,
    .erfc = kMap<Erfc>,
    .sinh = kMap<Sinh>,
    .cosh = kMap<Cosh>,
    .floor = kEach<Floor>,
    .ceil = kEach<Ceil>,
    .round = kEach<Round>,
    .trunc = kEach<Trunc>,
    .log1mexp = kMap<Log1mExp>,
    .log_cosh = kMap<LogCosh>,
    .sign = kEachAny<Sign>,
    .sigmoid = kMap<Sigmoid>,
    .tanh = kMap<Tanh>,
    .relu = kEach<Relu>,
    .elu = kMap<Elu>,
    .selu = kMap<Selu>,
    .softplus = kMap<Softplus>,
    .softsign = kEach<Softsign>,
    .hard_sigmoid = kEach<HardSigmoid>,
    .leaky_relu = kEach<LeakyRelu>,
    .celu = kMap<Celu>,
    .hard_tanh = kEach<HardTanh>,
    .hard_silu = kEach<HardSilu>,
    .hard_shrink = kEach<HardShrink>,
    .soft_shrink = kEach<SoftShrink>,
    .tanh_shrink = kMap<TanhShrink>,
    .silu = kMap<Silu>,
    .gelu = kMap<Gelu>,
    .gelu_tanh = kMap<GeluTanh>,
    .mish = kMap<Mish>,
    .log_sigmoid = kMap<LogSigmoid>,
    .sparse_plus = kEach<SparsePlus>,
    .sparse_sigmoid = kEach<SparseSigmoid>,
    .squareplus = kEach<Squareplus>,
    .normal_cdf = kMap<NormalCdf>,
    .normal_pdf = kMap<NormalPdf>,
    .prelu = kFloats<&zip<float, float, Prelu>, &zip<double, double, Prelu>>,
    .add = kZip<Add>,
    .sub = kZip<Sub>,
    .mul = kZip<Mul>,
    .div = kFloats<&zip<float, float, Div>, &zip<double, double, Div>>,
    .pow = kFloats<&zip_pow<float>, &zip_pow<double>>,
    .maximum = kZip<Maximum>,
    .minimum = kZip<Minimum>,
    .logaddexp = kZipMap<LogAddExp>,
    .xlogy = kZipMap<XLogY>,
    .xlog1py = kZipMap<XLog1pY>,
    .equal = kCompare<Equal>,
    .not_equal = kCompare<NotEqual>,
    .less = kCompare<Less>,
    .less_equal = kCompare<LessEqual>,
    .greater = kCompare<Greater>,
    .greater_equal = kCompare<GreaterEqual>,
    .select = {&select<float>, &select<double>, &select<I32>, &select<I64>, &select<bool>, kSelectTile<float>,
               kSelectTile<double>, kSelectTile<I32>, kSelectTile<I64>, kSelectTile<bool>},
    .cast = {kCast<float>, kCast<double>, kCast<I32>, kCast<I64>, kCast<bool>},
    .mul_add = kFused<MulAdd>,
    .mul_sub = kFused<MulSub>,
    .sub_mul = kFused<SubMul>,
    .tanh_add = kFused<Of<Tanh, Sum2>, false>,
    .sigmoid_add = kFused<Of<Sigmoid, Sum2>, false>,
    .relu_add = kFused<Of<ReluVec, Sum2>, false>,
    .tanh_mul_add = kFused<Of<Tanh, MulAdd>>,
    .sigmoid_mul_add = kFused<Of<Sigmoid, MulAdd>>,
    .relu_mul_add = kFused<Of<ReluVec, MulAdd>>,
    .tanh_slope = kFused<TanhSlope>,
    .sigmoid_slope = kFused<SigmoidSlope>,
    .copy = {&tile_copy<unsigned char>, &tile_copy<std::uint32_t>, &tile_copy<std::uint64_t>},
    .spread = {&spread<unsigned char>, &spread<std::uint32_t>, &spread<std::uint64_t>},
    .fold_sum = {&fold_sum[0], &fold_sum[1], &fold_sum[2], &fold_sum[3]},
    .fold_max = {&fold_max[0], &fold_max[1], &fold_max[2], &fold_max[3]},
    .fold_min = {&fold_min[0], &fold_min[1], &fold_min[2], &fold_min[3]},
    .sum = {&sum<float>, &sum<double>, &sum<I32>, &sum<I64>},
    .max = {&max<float>, &max<double>, &max<I32>, &max<I64>},
    .min = {&min<float>, &min<double>, &min<I32>, &min<I64>},
    .softmaxes = {&softmaxes<float>, &softmaxes<double>},
    .cross_entropies = {&cross_entropies<float>, &cross_entropies<double>},
    .product = {{&product_parts<float>, &multiply<float>}, {&product_parts<double>, &multiply<double>}},
    .random_uniform = &random_uniform,
    .random_normal = &random_normal,
    .random_gumbel = &random_gumbel,
};

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
