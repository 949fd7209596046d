using System.Diagnostics;
using WorldModel.Models.Boltzmann;
using WorldModel.Numerics;

namespace WorldModel.Bench;

/// <summary>
/// The figures that matter in under a minute: medians of repeats on one core, every contender of a group once per round
/// so that a busy machine slows them alike.
/// </summary>
internal static class QuickReport
{
    private const int Rounds = 41;

    public static void Write(TextWriter output)
    {
        var paths = string.Join(", ", KernelPaths.Supported);
        output.WriteLine($"kernel paths: {paths}; one core, medians of {Rounds} rounds");
        Beliefs(output);
        Products(output);
        Networks(output);
        Sigmoids(output);
    }

    private static void Beliefs(TextWriter output)
    {
        const int rows = 1920, naiveRows = 20;
        var machine = BeliefWork.Machine();
        var visible = BeliefWork.Rows(rows);
        var belief = new float[rows * machine.HiddenUnits];
        var meanField = new MeanField(machine, BeliefWork.Sweeps);
        var cache = new float[2048];
        var paths = KernelPaths.Supported.Skip(1).Select(
            path => (path, new MeanField(machine, BeliefWork.Sweeps, path))).ToArray();
        var contenders = new List<(string Name, int Rows, Action Run)>
        {
            ("floor: multiply-adds", rows, () => Floor.MultiplyAdds(BeliefWork.MultiplyAdds * rows)),
            ("floor: sigmoids", rows, () => Floor.Sigmoids(cache, BeliefWork.Sigmoids * rows)),
            ("mean field, batched", rows, () => meanField.Infer(visible, rows, belief)),
            ("mean field, one by one", 200, () => OneByOne(meanField, visible, belief, 200)),
            ("mean field, naive", naiveRows, () => Naive(machine, visible, belief, naiveRows)),
        };
        foreach (var (path, other) in paths)
            contenders.Add(($"mean field, batched, {path}", 240, () => other.Infer(
                visible.AsSpan(0, 240 * machine.VisibleUnits), 240, belief.AsSpan(0, 240 * machine.HiddenUnits))));

        var seconds = Medians([.. contenders.Select(contender => contender.Run)]);
        var floor = seconds[0] / rows + seconds[1] / rows;
        output.WriteLine();
        output.WriteLine("beliefs 72-64-32-16, 10 sweeps    ns a belief   beliefs/s   times the floor");
        for (var i = 0; i < contenders.Count; i++)
        {
            var each = seconds[i] / contenders[i].Rows;
            output.WriteLine($"  {contenders[i].Name,-32}{each * 1e9,11:F0}{1 / each,12:N0}{each / floor,18:F2}");
        }

        output.WriteLine($"  {"floor: both",-32}{floor * 1e9,11:F0}{1 / floor,12:N0}{1,18:F2}");
    }

    private static void Products(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("product M,N,K, B packed           GFLOP/s   of the register-only peak");
        foreach (var (m, n, k) in GemmShapes.All)
        {
            var work = new GemmWork(m, n, k);
            var repeats = (int)Math.Max(1, 20_000_000 / ((long)m * n * k));
            var seconds = Medians([() => work.Repeat(repeats), () => Floor.MultiplyAdds((long)m * n * k * repeats)]);
            var rate = 2e-9 * m * n * k * repeats / seconds[0];
            output.WriteLine($"  {$"{m},{n},{k}",-30}{rate,9:F1}{seconds[1] / seconds[0],28:P0}");
        }
    }

    private static void Networks(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine(
            $"training step, {NetworkWork.Rows} rows          us a step   GFLOP/s   of the register-only peak");
        foreach (var widths in NetworkWork.Shapes)
        {
            var work = new NetworkWork(widths);
            var repeats = (int)Math.Max(20, 4_000_000 / work.MultiplyAdds);
            var seconds = Medians(
                [() => work.Steps(repeats), () => Floor.MultiplyAdds(work.MultiplyAdds * repeats)]);
            var each = seconds[0] / repeats;
            var rate = 2e-9 * work.MultiplyAdds / each;
            output.WriteLine(
                $"  {string.Join('-', widths),-30}{each * 1e6,9:F1}{rate,10:F1}{seconds[1] / seconds[0],28:P0}");
        }
    }

    private static void Sigmoids(TextWriter output)
    {
        const int count = 1 << 20;
        var values = new float[2048];
        var runs = KernelPaths.Supported.Select(path => (Action)(() =>
        {
            for (var done = 0; done < count; done += values.Length) Sigmoid.Apply(values, path);
        })).ToArray();
        var seconds = Medians(runs);
        output.WriteLine();
        output.WriteLine("sigmoid                           ns an element");
        for (var i = 0; i < runs.Length; i++)
            output.WriteLine($"  {KernelPaths.Supported[i],-30}{seconds[i] / count * 1e9,11:F2}");
    }

    private static void OneByOne(MeanField meanField, float[] visible, float[] belief, int rows)
    {
        for (var row = 0; row < rows; row++)
            meanField.Infer(visible.AsSpan(row * meanField.VisibleUnits, meanField.VisibleUnits), 1,
                belief.AsSpan(0, meanField.HiddenUnits));
    }

    private static void Naive(BoltzmannMachine machine, float[] visible, float[] belief, int rows)
    {
        for (var row = 0; row < rows; row++)
            NaiveMeanField.Infer(
                machine, BeliefWork.Sweeps, visible.AsSpan(row * machine.VisibleUnits, machine.VisibleUnits), belief);
    }

    private static double[] Medians(Action[] contenders)
    {
        var samples = contenders.Select(_ => new double[Rounds]).ToArray();
        for (var warm = Stopwatch.StartNew(); warm.ElapsedMilliseconds < 300;)
            foreach (var contender in contenders) contender();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < contenders.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                contenders[i]();
                samples[i][round] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            }
        }

        return [.. samples.Select(times => times.Order().ElementAt(Rounds / 2))];
    }
}
