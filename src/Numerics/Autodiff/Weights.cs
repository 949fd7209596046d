using System.Numerics;
using System.Runtime.InteropServices;

namespace WorldModel.Numerics.Autodiff;

/// <summary>One vector of a set's numbers, and for float32 its factors packed for <see cref="Gemm"/>.</summary>
internal sealed class Weights<T>(ParameterSet<T> set)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly PackedMatrix?[] _packed = new PackedMatrix?[set.Parameters.Count];
    private readonly PackedMatrix?[] _transposed = new PackedMatrix?[set.Parameters.Count];

    private bool _isPacked;

    public AlignedBuffer<T> Values { get; } = new(set.Length);

    public bool IsPacked
    {
        get => Volatile.Read(ref _isPacked);
        set => Volatile.Write(ref _isPacked, value);
    }

    public PackedMatrix Packed(Parameter<T> parameter) => _packed[parameter.Index] ?? throw Unpacked(parameter);

    public PackedMatrix Transposed(Parameter<T> parameter) => _transposed[parameter.Index] ?? throw Unpacked(parameter);

    /// <summary>Packs every factor, where that is not done. Any thread may ask.</summary>
    public void Pack()
    {
        if (IsPacked || typeof(T) != typeof(float)) return;
        lock (_packed)
        {
            if (IsPacked) return;
            var values = MemoryMarshal.Cast<T, float>(Values.Span);
            for (var i = 0; i < set.Parameters.Count; i++)
                if (set.Parameters[i].IsFactor) Pack(set.Parameters[i], values);
            IsPacked = true;
        }
    }

    private void Pack(Parameter<T> parameter, ReadOnlySpan<float> values)
    {
        var (rows, width) = (parameter.Rows, parameter.Width);
        var matrix = values.Slice(parameter.Start, parameter.Length);
        (_packed[parameter.Index] ??= new PackedMatrix(rows, width)).Write(0, matrix, rows);
        (_transposed[parameter.Index] ??= new PackedMatrix(width, rows)).Write(0, matrix, width, transposed: true);
    }

    private static InvalidOperationException Unpacked(Parameter<T> parameter) =>
        new($"{parameter.Name}: a factor that no tape packed");
}
