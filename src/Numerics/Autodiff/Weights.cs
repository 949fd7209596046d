using System.Numerics;
using System.Runtime.InteropServices;

namespace WorldModel.Numerics.Autodiff;

/// <summary>One vector of a set's numbers, and for float32 its factors packed for <see cref="Gemm"/>.</summary>
internal sealed class Weights<T>(ParameterSet<T> set)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly PackedMatrix?[] _packed = new PackedMatrix?[set.Parameters.Count];
    private readonly PackedMatrix?[] _transposed = new PackedMatrix?[set.Parameters.Count];

    public AlignedBuffer<T> Values { get; } = new(set.Length);

    public bool IsPacked { get; set; }

    public PackedMatrix Packed(Parameter<T> parameter) => _packed[parameter.Index] ?? Unpacked(parameter);

    public PackedMatrix Transposed(Parameter<T> parameter) => _transposed[parameter.Index] ?? Unpacked(parameter);

    /// <summary>Packs every factor, where that is not done.</summary>
    public void Pack()
    {
        if (IsPacked || typeof(T) != typeof(float)) return;
        var values = MemoryMarshal.Cast<T, float>(Values.Span);
        for (var i = 0; i < set.Parameters.Count; i++)
        {
            var parameter = set.Parameters[i];
            if (!parameter.IsFactor) continue;
            var (rows, width) = (parameter.Rows, parameter.Width);
            var matrix = values.Slice(parameter.Start, parameter.Length);
            (_packed[parameter.Index] ??= new PackedMatrix(rows, width)).Write(0, matrix, rows);
            (_transposed[parameter.Index] ??= new PackedMatrix(width, rows)).Write(0, matrix, width, transposed: true);
        }

        IsPacked = true;
    }

    private static PackedMatrix Unpacked(Parameter<T> parameter) => throw new InvalidOperationException(
        $"{parameter.Name}: expected Use or Changed on its set between recording and running");
}
