using WorldModel.Numerics;

namespace WorldModel.Models.MediaMix;

/// <summary>
/// One Metropolis-within-Gibbs chain: channel by channel a step of its transform and return together and one of the
/// return alone; a step that moves return between two channels; then the point of the grid from its conditional. Steps
/// are tuned while warming up, to accept three in ten.
/// </summary>
internal sealed class BayesChain
{
    private readonly BayesProblem _problem;
    private readonly RandomStream _random;
    private readonly ChannelState[] _channels;
    private readonly double[] _stepTogether;
    private readonly double[] _stepReturn;
    private double[][] _rest;
    private double[][] _trial;
    private double _logLikelihood;

    public BayesChain(BayesProblem problem, RandomStream random)
    {
        (_problem, _random) = (problem, random);
        _channels = [.. problem.Priors.Roi.Select((prior, channel) => Start(channel, prior))];
        _stepTogether = Enumerable.Repeat(.3, _channels.Length).ToArray();
        _stepReturn = Enumerable.Repeat(.3, _channels.Length).ToArray();
        _rest = Empty();
        _trial = Empty();
        Point = BayesPrior.Grid.Length / 2;
        Refresh();
    }

    /// <summary>The point of the grid at which the chain is.</summary>
    public int Point { get; private set; }

    public int Channels => _channels.Length;

    /// <summary>A draw of the prior, with the baseline that goes with it.</summary>
    public static CurveDraw FromPrior(BayesProblem problem, RandomStream random)
    {
        var chain = new BayesChain(problem, random);
        for (var channel = 0; channel < chain.Channels; channel++)
        {
            double[] position = [.. BayesPrior.Mean.Zip(
                BayesPrior.Deviation, (mean, deviation) => mean + deviation * random.NextGaussian())];
            chain._channels[channel] = chain.Make(
                channel, position, BayesPrior.Return(problem.Priors.Roi[channel], random));
        }

        return chain.Draw();
    }

    public double Return(int channel) => _channels[channel].Return;

    public void Sweep(bool tune)
    {
        for (var channel = 0; channel < _channels.Length; channel++)
        {
            if (_problem.Spend[channel] <= 0) continue;
            Tune(ref _stepTogether[channel], tune, Together(channel));
            Tune(ref _stepReturn[channel], tune, Alone(channel));
        }

        if (_channels.Length > 1) Exchange();
        MovePoint();
    }

    /// <summary>Where the chain is, as a draw.</summary>
    public CurveDraw Draw()
    {
        var rest = Rest();
        return new CurveDraw(
            [.. _channels.Select(state => state.Transform)], [.. _channels.Select(state => state.Weight)],
            _problem.BaselineWeights(Point, rest));
    }

    private ChannelState Start(int channel, RoiPrior prior)
    {
        double[] position = [.. BayesPrior.Mean.Zip(
            BayesPrior.Deviation, (mean, deviation) => mean + .5 * deviation * _random.NextGaussian())];
        var roi = Math.Max(0, prior.Mean) * (.5 + _random.NextDouble());
        return Make(channel, position, roi);
    }

    private ChannelState Make(int channel, double[] position, double roi)
    {
        var state = new ChannelState { Position = position, Transform = BayesPrior.Transform(position) };
        state.Pressure = RidgeLearner.Pressure(_problem.Table, _problem.Scale, channel, state.Transform);
        state.Full = _problem.FullEffect(state.Pressure);
        state.Reduced = Empty();
        return Returning(state, channel, roi);
    }

    private ChannelState Returning(ChannelState state, int channel, double roi) => state with
    {
        Return = roi,
        Weight = state.Full > 0 ? roi * _problem.Spend[channel] / state.Full : 0,
    };

    private bool Together(int channel)
    {
        var (old, prior) = (_channels[channel], _problem.Priors.Roi[channel]);
        var position = (double[])old.Position.Clone();
        for (var i = 0; i < position.Length; i++)
            position[i] += _stepTogether[channel] * BayesPrior.Deviation[i] * _random.NextGaussian();
        var roi = Math.Abs(old.Return + .5 * _stepTogether[channel] * prior.Deviation * _random.NextGaussian());
        var next = Make(channel, position, roi);
        if (next.Full <= 0) return false;
        Reduce(next);
        return Decide([(channel, next)]);
    }

    private bool Alone(int channel)
    {
        var (old, prior) = (_channels[channel], _problem.Priors.Roi[channel]);
        var roi = Math.Abs(old.Return + _stepReturn[channel] * prior.Deviation * _random.NextGaussian());
        return Decide([(channel, Returning(old, channel, roi))]);
    }

    /// <summary>
    /// What one channel brings is given to another: where two move alike, only their sum is known well.
    /// </summary>
    private void Exchange()
    {
        var first = _random.NextInt(_channels.Length);
        var second = (first + 1 + _random.NextInt(_channels.Length - 1)) % _channels.Length;
        if (_problem.Spend[first] <= 0 || _problem.Spend[second] <= 0) return;
        var moved = .5 * _problem.Priors.Roi[first].Deviation * _problem.Spend[first] * _random.NextGaussian();
        var (a, b) = (_channels[first], _channels[second]);
        var (gains, loses) = (a.Return + moved / _problem.Spend[first], b.Return - moved / _problem.Spend[second]);
        if (gains < 0 || loses < 0) return;
        Decide([(first, Returning(a, first, gains)), (second, Returning(b, second, loses))]);
    }

    private bool Decide(ReadOnlySpan<(int Channel, ChannelState Next)> moves)
    {
        var log = -_logLikelihood;
        for (var geo = 0; geo < _rest.Length; geo++) _rest[geo].CopyTo(_trial[geo], 0);
        foreach (var (channel, next) in moves)
        {
            log += LogPrior(channel, next) - LogPrior(channel, _channels[channel]);
            Shift(_trial, _channels[channel], next);
        }

        var likelihood = _problem.LogLikelihood(Point, _problem.Square(Point, _trial));
        if (Math.Log(_random.NextDouble()) >= log + likelihood) return false;
        foreach (var (channel, next) in moves) _channels[channel] = next;
        (_rest, _trial, _logLikelihood) = (_trial, _rest, likelihood);
        return true;
    }

    private static void Shift(double[][] rest, ChannelState old, ChannelState next)
    {
        for (var geo = 0; geo < rest.Length; geo++)
        {
            var (own, before, after) = (rest[geo], old.Reduced[geo], next.Reduced[geo]);
            for (var i = 0; i < own.Length; i++) own[i] += old.Weight * before[i] - next.Weight * after[i];
        }
    }

    private double LogPrior(int channel, ChannelState state)
    {
        var prior = _problem.Priors.Roi[channel];
        var sum = Square((state.Return - prior.Mean) / prior.Deviation);
        for (var i = 0; i < state.Position.Length; i++)
            sum += Square((state.Position[i] - BayesPrior.Mean[i]) / BayesPrior.Deviation[i]);
        return -.5 * sum;
    }

    private void MovePoint()
    {
        var rest = Rest();
        var logs = new double[BayesPrior.Grid.Length];
        for (var point = 0; point < logs.Length; point++)
        {
            for (var geo = 0; geo < rest.Length; geo++) _problem.Reduce(point, geo, rest[geo], _trial[geo]);
            logs[point] = _problem.LogLikelihood(point, _problem.Square(point, _trial));
        }

        var most = logs.Max();
        var left = _random.NextDouble() * logs.Sum(log => Math.Exp(log - most));
        var chosen = 0;
        while (chosen < logs.Length - 1 && (left -= Math.Exp(logs[chosen] - most)) > 0) chosen++;
        if (chosen == Point) return;
        Point = chosen;
        Refresh();
    }

    /// <summary>Takes everything anew at the point of the grid.</summary>
    private void Refresh()
    {
        foreach (var state in _channels) Reduce(state);
        var rest = Rest();
        for (var geo = 0; geo < rest.Length; geo++) _problem.Reduce(Point, geo, rest[geo], _rest[geo]);
        _logLikelihood = _problem.LogLikelihood(Point, _problem.Square(Point, _rest));
    }

    /// <summary>Outcomes less what media bring, in the geo's unit.</summary>
    private double[][] Rest() => [.. _problem.Outcome.Select((outcome, geo) =>
    {
        double[] rest = [.. outcome];
        foreach (var state in _channels)
        {
            for (var week = 0; week < rest.Length; week++) rest[week] -= state.Weight * state.Pressure[geo][week];
        }

        return rest;
    })];

    private void Reduce(ChannelState state)
    {
        for (var geo = 0; geo < state.Reduced.Length; geo++)
            _problem.Reduce(Point, geo, state.Pressure[geo], state.Reduced[geo]);
    }

    private double[][] Empty() => [.. _problem.Outcome.Select(_ => new double[_problem.Reduced])];

    private static void Tune(ref double step, bool tune, bool accepted)
    {
        if (tune) step = Math.Clamp(step * Math.Exp(accepted ? .07 : -.03), 1e-4, 3);
    }

    private static double Square(double x) => x * x;

    private sealed record ChannelState
    {
        public double[] Position { get; init; } = [];
        public MediaTransform Transform { get; init; }
        public double Return { get; init; }
        public double Weight { get; init; }
        public double Full { get; set; }
        public double[][] Pressure { get; set; } = [];
        public double[][] Reduced { get; set; } = [];
    }
}
