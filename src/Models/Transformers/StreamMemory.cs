using System.Numerics;
using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.Transformers;

/// <summary>
/// What the attention modules of an encoder know of one sequence. The encoder is recorded twice with it, on a tape that
/// reads the sequence whole and on one that goes on from it; modules come in the same order on both.
/// </summary>
internal sealed class StreamMemory<T>(Continuation continuation)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly List<Module> _modules = [];
    private int _continued;

    /// <summary>Rows and steps of the tape that goes on.</summary>
    public Continuation Continuation { get; } = continuation;

    /// <summary>Takes over what the reading tape computed in its last run.</summary>
    public void Read()
    {
        foreach (var (keys, values, lengths, memory) in _modules) memory.Read(keys.Value, values.Value, lengths[0]);
    }

    /// <summary>Records a module: the reading tape's sequence has many steps, the other's rows have one.</summary>
    public Tensor<T> Attend(
        Tape<T> tape, Tensor<T> q, Tensor<T> k, Tensor<T> v, Positions<T> positions, AttentionShape shape)
    {
        if (shape.Steps == 1)
            return tape.ContinuedAttention(
                q, k, v, positions.Keys, positions.Values, shape, _modules[_continued++].Memory);
        var memory = new AttentionMemory<T>(Continuation, k.Width, shape.Steps);
        _modules.Add(new Module(k, v, shape.KeyLengths, memory));
        return tape.Attention(q, k, v, positions.Keys, positions.Values, shape);
    }

    private sealed record Module(Tensor<T> Keys, Tensor<T> Values, int[] Lengths, AttentionMemory<T> Memory);
}
