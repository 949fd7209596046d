namespace WorldModel.Allocation;

/// <summary>A sum that keeps what rounding loses (Neumaier 1974), so that millions of small values add up.</summary>
internal struct CompensatedSum
{
    private double _sum;
    private double _lost;

    public readonly double Value => _sum + _lost;

    public void Add(double term)
    {
        var sum = _sum + term;
        _lost += Math.Abs(_sum) >= Math.Abs(term) ? _sum - sum + term : term - sum + _sum;
        _sum = sum;
    }
}
