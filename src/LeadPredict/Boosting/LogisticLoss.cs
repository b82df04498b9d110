using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LeadPredict.Numerics;

namespace LeadPredict.Boosting;

/// <summary>
/// The logistic loss of a label y in {0, 1} at log-odds z: ln(1 + e^z) - y z, with gradient p - y and hessian p (1 - p), p = 1 / (1 + e^-z)
/// (Friedman 2001, section 4.5). The vector form uses only exactly rounded operations in a fixed order, hence the same bits everywhere.
/// </summary>
static class LogisticLoss
{
    /// <summary>Rows are summed in blocks of this many, blocks in order: one sum for any number of threads.</summary>
    public const int BlockRows = 4096;

    /// <summary>Mean loss over rows of weight 1; log-odds and labels have the same length.</summary>
    public static double Mean(ReadOnlySpan<float> logOdds, ReadOnlySpan<float> labels)
    {
        double sum = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var z = (double)logOdds[i];
            sum += PortableMath.Softplus(labels[i] > 0.5f ? -z : z);
        }
        return labels.Length == 0 ? 0 : sum / labels.Length;
    }

    /// <summary>
    /// Gradients and hessians of rows at <paramref name="logOdds"/>, each multiplied by the row's weight. All spans have one length.
    /// </summary>
    /// <returns>Sum of |gradient| and of hessian, each in a fixed order.</returns>
    public static (double AbsoluteGradients, double Hessians) Differentiate(
        ReadOnlySpan<float> logOdds, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights, Span<float> gradientsOut, Span<float> hessiansOut)
    {
        var sumGradient = Vector256<float>.Zero;
        var sumHessian = Vector256<float>.Zero;
        var i = 0;
        for (; i + 8 <= labels.Length; i += 8)
        {
            var p = Sigmoid(Vector256.Create(logOdds.Slice(i, 8)));
            var y = Vector256.Create(labels.Slice(i, 8));
            var gradient = p - y;
            var hessian = Vector256.Max(p * (Vector256<float>.One - p), Vector256.Create(1e-6f));
            if (!weights.IsEmpty)
            {
                var w = Vector256.Create(weights.Slice(i, 8));
                gradient *= w;
                hessian *= w;
            }
            gradient.CopyTo(gradientsOut[i..]);
            hessian.CopyTo(hessiansOut[i..]);
            sumGradient += Vector256.Abs(gradient);
            sumHessian += hessian;
        }
        double absolute = Vector256.Sum(sumGradient), hessians = Vector256.Sum(sumHessian);
        for (; i < labels.Length; i++)
        {
            var p = Sigmoid(Vector256.Create(logOdds[i])).ToScalar();
            var w = weights.IsEmpty ? 1 : weights[i];
            gradientsOut[i] = (p - labels[i]) * w;
            hessiansOut[i] = MathF.Max(p * (1 - p), 1e-6f) * w;
            absolute += MathF.Abs(gradientsOut[i]);
            hessians += hessiansOut[i];
        }
        return (absolute, hessians);
    }

    /// <summary>1 / (1 + e^-z), relative error below 3e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sigmoid(Vector256<float> z)
    {
        // e^-z = 2^k e^r with |r| <= ln 2 / 2, e^r by a polynomial; outside +-30 a float cannot tell the difference any more.
        var x = Vector256.Min(Vector256.Max(-z, Vector256.Create(-30f)), Vector256.Create(30f));
        var k = Vector256.Floor(x * Vector256.Create(1.44269504f) + Vector256.Create(0.5f));
        var r = x - k * Vector256.Create(0.693359375f);
        r -= k * Vector256.Create(-2.12194440e-4f);
        var e = Vector256.Create(1f / 5040);
        e = e * r + Vector256.Create(1f / 720);
        e = e * r + Vector256.Create(1f / 120);
        e = e * r + Vector256.Create(1f / 24);
        e = e * r + Vector256.Create(1f / 6);
        e = e * r + Vector256.Create(0.5f);
        e = e * r * r + r + Vector256<float>.One;
        var power = ((Vector256.ConvertToInt32(k) + Vector256.Create(127)) << 23).AsSingle();
        return Vector256<float>.One / (Vector256<float>.One + e * power);
    }
}
