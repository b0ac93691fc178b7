#include <nabla/ops/table.hpp>

#include <algorithm>

#include <nabla/graph/error.hpp>
#include <nabla/ops/ops.hpp>

namespace nabla {
namespace {

template <class T>
void read_attr(const NamedAttr<T>& attr, std::span<const AttrText> texts) {
  const auto text = std::ranges::find(texts, attr.name, &AttrText::name);
  if (text == texts.end()) throw Error("the attribute \"" + std::string(attr.name) + "\" is missing");
  T value{};
  parse_attr(text->value, value);
  attr.attr = Attr<T>(std::move(value));
}

template <class... T>
void read_attrs(const std::tuple<NamedAttr<T>...>& attrs, std::span<const AttrText> texts) {
  const auto known = [&](const AttrText& text) {
    return std::apply([&](const auto&... attr) { return (... || (attr.name == text.name)); }, attrs);
  };
  for (const AttrText& text : texts)
    if (!known(text)) throw Error("there is no attribute \"" + text.name + "\"");
  std::apply([&](const auto&... attr) { (read_attr(attr, texts), ...); }, attrs);
}

template <class T>
Ref<const Op> make_op(std::span<const AttrText> texts) {
  T op{};
  if constexpr (requires { op.attrs(); })
    read_attrs(op.attrs(), texts);
  else
    read_attrs(named_attrs(), texts);
  return make_ref<const detail::Model<T>>(std::move(op));
}

template <class T>
constexpr OpEntry entry{T::name, make_op<T>};

constexpr OpEntry entries[] = {
    entry<Abs>,
    entry<Acos>,
    entry<Acosh>,
    entry<Add>,
    entry<AddBias>,
    entry<All>,
    entry<Any>,
    entry<Arange>,
    entry<ArgMax>,
    entry<ArgMin>,
    entry<Argsort>,
    entry<Asin>,
    entry<Asinh>,
    entry<Atan>,
    entry<Atan2>,
    entry<Atanh>,
    entry<Bernoulli>,
    entry<BroadcastTo>,
    entry<Cast>,
    entry<Ceil>,
    entry<Celu>,
    entry<Check>,
    entry<Cholesky>,
    entry<ClipGradient>,
    entry<Cofactor>,
    entry<CofactorAlong>,
    entry<Concat>,
    entry<Cos>,
    entry<Cosh>,
    entry<CumProd>,
    entry<CumSum>,
    entry<Det>,
    entry<DetSign>,
    entry<Diagonal>,
    entry<DiagonalMatrix>,
    entry<Digamma>,
    entry<Div>,
    entry<Elu>,
    entry<Equal>,
    entry<Erf>,
    entry<Erfc>,
    entry<ErfInv>,
    entry<Exp>,
    entry<Exp2>,
    entry<Expm1>,
    entry<Eye>,
    entry<FirstMax>,
    entry<FirstMin>,
    entry<Floor>,
    entry<FloorDivide>,
    entry<Gather>,
    entry<Gelu>,
    entry<GeneralRelu>,
    entry<Glu>,
    entry<Greater>,
    entry<GreaterEqual>,
    entry<HardShrink>,
    entry<HardSigmoid>,
    entry<HardSilu>,
    entry<HardTanh>,
    entry<Inv>,
    entry<IsFinite>,
    entry<IsInf>,
    entry<IsNan>,
    entry<LeakyRelu>,
    entry<Less>,
    entry<LessEqual>,
    entry<LGamma>,
    entry<LinearRecurrence>,
    entry<Log>,
    entry<Log10>,
    entry<Log1mExp>,
    entry<Log1p>,
    entry<Log2>,
    entry<LogAbsDet>,
    entry<LogCosh>,
    entry<LogSigmoid>,
    entry<LogSoftmax>,
    entry<LogAddExp>,
    entry<LogicalAnd>,
    entry<LogicalNot>,
    entry<LogicalOr>,
    entry<LogicalXor>,
    entry<Logit>,
    entry<LogSumExp>,
    entry<Matmul>,
    entry<Max>,
    entry<Maximum>,
    entry<Min>,
    entry<Minimum>,
    entry<Mish>,
    entry<Mod>,
    entry<Mul>,
    entry<Neg>,
    entry<Norm>,
    entry<NormalCdf>,
    entry<NormalPdf>,
    entry<NotEqual>,
    entry<OneHot>,
    entry<Pad>,
    entry<PolyGamma>,
    entry<Pow>,
    entry<Prelu>,
    entry<Print>,
    entry<Prod>,
    entry<ProdOfOthers>,
    entry<RandomGumbel>,
    entry<RandomNormal>,
    entry<RandomPermutation>,
    entry<RandomTruncatedNormal>,
    entry<RandomUniform>,
    entry<Relu>,
    entry<Reshape>,
    entry<Roll>,
    entry<Round>,
    entry<ScaleGradient>,
    entry<ScatterAdd>,
    entry<Selu>,
    entry<SetSlice>,
    entry<Sigmoid>,
    entry<SigmoidCrossEntropy>,
    entry<Sign>,
    entry<Silu>,
    entry<Sin>,
    entry<Sinh>,
    entry<Slice>,
    entry<SoftShrink>,
    entry<Softmax>,
    entry<SoftmaxCrossEntropy>,
    entry<SoftmaxCrossEntropySlope>,
    entry<Softplus>,
    entry<Softsign>,
    entry<Solve>,
    entry<SolveTriangular>,
    entry<SparsePlus>,
    entry<SparseSigmoid>,
    entry<SparseSoftmaxCrossEntropy>,
    entry<SparseSoftmaxCrossEntropySlope>,
    entry<Sparsemax>,
    entry<Sqrt>,
    entry<Square>,
    entry<Squareplus>,
    entry<StopGradient>,
    entry<Sub>,
    entry<Sum>,
    entry<Tan>,
    entry<Tanh>,
    entry<TanhShrink>,
    entry<Threshold>,
    entry<Transpose>,
    entry<Tri>,
    entry<Trunc>,
    entry<Select>,  // "where"
    entry<XLog1pY>,
    entry<XLogY>,
    entry<ZeroGradient>,
};
static_assert(std::ranges::is_sorted(entries, {}, &OpEntry::name));

}  // namespace

std::span<const OpEntry> operations() { return entries; }

const OpEntry* find_operation(std::string_view name) {
  const OpEntry* const found = std::ranges::lower_bound(entries, name, {}, &OpEntry::name);
  return found != std::end(entries) && found->name == name ? found : nullptr;
}

}  // namespace nabla
