using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>
/// Parameters that are trained together: one flat vector of weights, and an exponential moving average of it. Tapes
/// read whichever of the two is in use. Adding ends with the first use.
/// </summary>
/// <typeparam name="T">float, or double where gradients are checked.</typeparam>
public sealed class ParameterSet<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly List<Parameter<T>> _parameters = [];
    private Weights<T>? _live;
    private Weights<T>? _averaged;
    private Weights<T>? _current;
    private int _averages;

    public IReadOnlyList<Parameter<T>> Parameters => _parameters;

    /// <summary>Numbers in all parameters.</summary>
    public int Length { get; private set; }

    /// <summary>The weights that train. Say <see cref="Changed"/> after writing.</summary>
    public Span<T> Values => Live.Values.Span;

    /// <summary>The moving average.</summary>
    public Span<T> Averages => Averaged.Values.Span;

    internal Weights<T> Current => _current ??= Live;

    private Weights<T> Live => _live ??= new Weights<T>(this);

    private Weights<T> Averaged => _averaged ??= new Weights<T>(this);

    /// <summary>Adds a matrix; its weights are zero until they are written.</summary>
    public Parameter<T> Add(string name, int rows, int width)
    {
        if (_live is not null) throw new InvalidOperationException($"{name}: the weights are in use already");
        var parameter = new Parameter<T>(this, _parameters.Count, name, rows, width, Length);
        _parameters.Add(parameter);
        Length = checked(Length + parameter.Length);
        return parameter;
    }

    /// <summary>Ends the adding.</summary>
    internal void Close() => _live ??= new Weights<T>(this);

    /// <summary>Keeps a parameter packed from the next run on.</summary>
    internal void MakeFactor(Parameter<T> parameter)
    {
        if (parameter.IsFactor) return;
        parameter.IsFactor = true;
        if (_live is not null) _live.IsPacked = false;
        if (_averaged is not null) _averaged.IsPacked = false;
    }

    /// <summary>Lets tapes read the weights that train, or their average. No tape may run meanwhile.</summary>
    public void Use(bool averaged)
    {
        _current = averaged ? Averaged : Live;
        _current.Pack();
    }

    /// <summary>Takes over weights that were written.</summary>
    public void Changed()
    {
        Live.IsPacked = false;
        if (Current == _live) Live.Pack();
    }

    /// <summary>
    /// average = d average + (1 - d) weights, d = min(decay, (1 + n) / (10 + n)) at the n-th call: young averages
    /// follow faster.
    /// </summary>
    public void Average(double decay)
    {
        _averages++;
        var d = Math.Min(decay, (1.0 + _averages) / (10.0 + _averages));
        Lanes.Approach(Live.Values.Span, T.CreateChecked(1 - d), Averaged.Values.Span);
        Averaged.IsPacked = false;
        if (Current == _averaged) Averaged.Pack();
    }

    /// <summary>Sets the average to the weights.</summary>
    public void ResetAverage()
    {
        Values.CopyTo(Averages);
        _averages = 0;
        Averaged.IsPacked = false;
        if (Current == _averaged) Averaged.Pack();
    }
}
