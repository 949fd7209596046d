using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>
/// Reverse-mode differentiation: a computation is recorded once, then run again and again on new inputs, forward and
/// backward, in the buffers made when it was recorded. Nothing is allocated by a run. A tape serves one thread; several
/// tapes may read one <see cref="ParameterSet{T}"/>.
/// </summary>
/// <typeparam name="T">float, or double where gradients are checked.</typeparam>
public sealed partial class Tape<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly List<Operation<T>> _operations = [];
    private readonly List<Tensor<T>> _computed = [];
    private readonly Dictionary<Parameter<T>, Tensor<T>> _parameters = [];
    private readonly Dictionary<ParameterSet<T>, AlignedBuffer<T>?> _gradients = [];
    private readonly List<ParameterSet<T>> _sets = [];

    /// <param name="sequences">Sequences in a batch: rows of every tensor with dropout are a multiple of it.</param>
    /// <param name="frozen">Sets that take no gradient here.</param>
    public Tape(int sequences = 1, params ReadOnlySpan<ParameterSet<T>> frozen)
    {
        (Sequences, Period) = (sequences, sequences);
        foreach (var set in frozen) _gradients.Add(set, null);
    }

    public int Sequences { get; }

    /// <summary>Whether dropout drops.</summary>
    public bool Training { get; set; }

    /// <summary>What dropout drops follows from this key, the place on the tape and the sequence's number.</summary>
    public uint DropoutKey { get; set; }

    /// <summary>The number of the tape's first sequence in its whole batch.</summary>
    public int FirstSequence { get; set; }

    /// <summary>
    /// Sequences after which dropout repeats itself, so that variants of one sequence can be compared while training.
    /// </summary>
    public int Period { get; init; }

    internal int DropoutNumber(int sequence) => FirstSequence + sequence % Period;

    /// <summary>Multiply-adds of the products of one run forward and back, at the lengths now set.</summary>
    public long MultiplyAdds => _operations.Sum(operation => operation.MultiplyAdds);

    /// <summary>A leaf to be written by the caller before each run.</summary>
    public Tensor<T> Input(int rows, int width, bool needsGradient = false)
    {
        var tensor = new Tensor<T>(rows, width, needsGradient);
        if (needsGradient) _computed.Add(tensor);
        return tensor;
    }

    /// <summary>A leaf that stays as it is.</summary>
    public Tensor<T> Constant(int rows, int width, double value)
    {
        var tensor = new Tensor<T>(rows, width, needsGradient: false);
        tensor.Value.Fill(T.CreateChecked(value));
        return tensor;
    }

    /// <summary>The weights in use of a parameter.</summary>
    public Tensor<T> Use(Parameter<T> parameter)
    {
        if (_parameters.TryGetValue(parameter, out var known)) return known;
        parameter.Set.Close();
        if (!_sets.Contains(parameter.Set)) _sets.Add(parameter.Set);
        if (!_gradients.TryGetValue(parameter.Set, out var gradients))
            _gradients.Add(parameter.Set, gradients = new AlignedBuffer<T>(parameter.Set.Length));
        return _parameters[parameter] = new Tensor<T>(parameter, gradients);
    }

    /// <summary>The gradient of the last <see cref="Backward"/> in a set's vector.</summary>
    public Span<T> Gradient(ParameterSet<T> set) =>
        _gradients.TryGetValue(set, out var gradients) && gradients is not null
            ? gradients.Span
            : throw new ArgumentException("the tape takes no gradient in these parameters", nameof(set));

    /// <summary>Computes every tensor from the inputs and the parameters in use.</summary>
    public void Forward()
    {
        foreach (var set in _sets) set.Current.Pack();
        foreach (var operation in _operations) operation.Forward();
    }

    /// <summary>Computes the gradient of a loss (1 x 1) in every tensor that needs one.</summary>
    public void Backward(Tensor<T> loss)
    {
        if (loss.Length != 1 || !loss.NeedsGradient)
            throw new ArgumentException($"expected a computed 1 x 1 loss, got {loss.Rows} x {loss.Width}");
        foreach (var tensor in _computed) tensor.Gradient.Clear();
        foreach (var gradients in _gradients.Values) gradients?.Span.Clear();
        loss.Gradient[0] = T.One;
        for (var i = _operations.Count - 1; i >= 0; i--)
            if (_operations[i].Output.NeedsGradient) _operations[i].Backward();
    }

    private Tensor<T> Output(int rows, int width, params ReadOnlySpan<Tensor<T>?> inputs)
    {
        var needsGradient = false;
        foreach (var input in inputs) needsGradient |= input is { NeedsGradient: true };
        var output = new Tensor<T>(rows, width, needsGradient);
        if (needsGradient) _computed.Add(output);
        return output;
    }

    private Tensor<T> Record(Operation<T> operation)
    {
        _operations.Add(operation);
        return operation.Output;
    }

    private static ArgumentException Wrong(string name, string expected, Tensor<T> got) =>
        new($"{name}: expected {expected}, got {got.Rows} x {got.Width}");
}
