using System.Security.Cryptography;
using System.Text.Json;
using WorldModel.Models.Boltzmann;
using WorldModel.Numerics;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Learners;

/// <summary>
/// A trained machine kept in the study's folder, so that a study that was stopped, or measures more, need not train
/// again. Named by everything that training depends on: the world, the options and the seed.
/// </summary>
internal sealed class MachineFile(Trial trial, BoltzmannTrainingOptions options)
{
    private readonly KeptFile<Content> _file =
        new(Path.Combine(trial.Folder, $"machine-{Fingerprint(trial, options)}.json"));

    /// <summary>What was kept, or null.</summary>
    public BoltzmannTrainingResult? Read()
    {
        if (_file.Read() is not { } kept) return null;
        var layers = kept.Biases.Select(bias => bias.Length).ToArray();
        var machine = new BoltzmannMachine(
            [.. kept.Weights.Select((weights, l) => new Matrix(layers[l], layers[l + 1], weights))], kept.Biases);
        return new BoltzmannTrainingResult(
            machine, kept.Reconstruction, kept.Marginals, kept.Epochs, kept.Rows, options.Seed);
    }

    public void Write(BoltzmannTrainingResult trained)
    {
        var machine = trained.Machine;
        _file.Write(new Content(
            [.. Enumerable.Range(1, machine.HiddenLayers).Select(l => machine.Weights(l).ToArray())],
            [.. Enumerable.Range(0, machine.HiddenLayers + 1).Select(l => machine.Biases(l).ToArray())],
            trained.Reconstruction, trained.MarginalReconstruction, [.. trained.Epochs], trained.TrainingRows));
    }

    private static string Fingerprint(Trial trial, BoltzmannTrainingOptions options)
    {
        var panel = trial.Data.Panel;
        var all = JsonSerializer.SerializeToUtf8Bytes(new
        {
            panel.Seed,
            panel.Days,
            panel.Consumers.Count,
            trial.Data.UnitNames,
            Options = options with { Threads = 0 },
        });
        return Convert.ToHexStringLower(SHA256.HashData(all))[..12];
    }

    private sealed record Content(
        float[][] Weights, float[][] Biases, double Reconstruction, double Marginals, double[] Epochs, int Rows);
}
