using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using WorldModel.Models.Boltzmann;
using WorldModel.Models.Heads;

namespace WorldModel.Models.Files;

/// <summary>
/// Writes the sections of a model file; keep in step with <see cref="ModelReader"/> and docs/formats.md.
/// </summary>
internal static class ModelWriter
{
    /// <summary>Tags of the sections, in order.</summary>
    public static readonly string[] Tags = ["SCHM", "RCRD", "MACH", "HEAD", "RESP", "OVER", "PLAU", "GOLD"];

    public static void WriteSections(BinaryWriter writer, FrozenModel model)
    {
        Section(writer, Tags[0], part => part.Write(Encoding.UTF8.GetBytes(model.Schema.ToJson())));
        Section(writer, Tags[1], part => part.Write(
            JsonSerializer.SerializeToUtf8Bytes(model.Record, ModelJson.Options)));
        Section(writer, Tags[2], part => WriteMachine(part, model.Machine, model.MeanField.Sweeps));
        Section(writer, Tags[3], part => WriteHeads(part, model.Heads));
        Section(writer, Tags[4], part => WriteMemories(part, model.Memories));
        Section(writer, Tags[5], part => part.Write(
            JsonSerializer.SerializeToUtf8Bytes(model.Overlap.Inputs, ModelJson.Options)));
        Section(writer, Tags[6], part => WritePlausibility(part, model.Plausibility));
        Section(writer, Tags[7], part => GoldenVectors.Of(model).Write(part));
    }

    public static void WriteFloats(BinaryWriter writer, ReadOnlySpan<float> values)
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values));
    }

    public static void WriteDoubles(BinaryWriter writer, ReadOnlySpan<double> values)
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values));
    }

    public static void WriteInts(BinaryWriter writer, ReadOnlySpan<int> values)
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values));
    }

    private static void Section(BinaryWriter writer, string tag, Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using var part = new BinaryWriter(stream);
        write(part);
        writer.Write(Encoding.ASCII.GetBytes(tag));
        writer.Write(stream.Length);
        writer.Write(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void WritePlausibility(BinaryWriter writer, Plausibility plausibility)
    {
        WriteFloats(writer, [.. plausibility.Energies]);
        writer.Write(plausibility.Separation);
    }

    private static void WriteMachine(BinaryWriter writer, BoltzmannMachine machine, int sweeps)
    {
        writer.Write(sweeps);
        WriteInts(writer, machine.Layers);
        for (var layer = 0; layer <= machine.HiddenLayers; layer++)
            WriteFloats(writer, machine.Biases(layer));
        for (var layer = 1; layer <= machine.HiddenLayers; layer++)
            WriteFloats(writer, machine.Weights(layer));
    }

    private static void WriteHeads(BinaryWriter writer, IReadOnlyList<OutcomeHead> heads)
    {
        writer.Write(heads.Count);
        foreach (var head in heads)
        {
            writer.Write(head.Outcome);
            WriteDesign(writer, head.Design);
            WriteFit(writer, head.Fit);
        }
    }

    private static void WriteDesign(BinaryWriter writer, HeadDesign design)
    {
        writer.Write(design.Units);
        WriteFloats(writer, design.Belief.Centers);
        WriteFloats(writer, design.Belief.Scales);
        WriteInts(writer, design.MainEffects);
        writer.Write(design.Drivers.Length);
        foreach (var driver in design.Drivers)
        {
            writer.Write(driver.Name);
            writer.Write(driver.Input);
            writer.Write(driver.Center);
            writer.Write(driver.Scale);
            writer.Write(driver.Modifiers.Length);
            foreach (var modifier in driver.Modifiers)
            {
                writer.Write(modifier.Name);
                WriteInts(writer, modifier.Units);
                WriteFloats(writer, modifier.Weights);
                writer.Write(modifier.Offset);
            }

            WriteFloats(writer, driver.Mix ?? []);
        }
    }

    private static void WriteMemories(BinaryWriter writer, IReadOnlyList<ResponseMemory> memories)
    {
        writer.Write(memories.Count);
        foreach (var memory in memories)
        {
            writer.Write(memory.Outcome);
            writer.Write(memory.Start);
            WriteForm(writer, memory.Base);
            WriteForm(writer, memory.Sensitivity);
            WriteFloats(writer, memory.Mix);
            WriteFloats(writer, memory.Own);
            writer.Write(memory.LevelVariance);
            writer.Write(memory.SlopeVariance);
        }
    }

    private static void WriteForm(BinaryWriter writer, RowForm form)
    {
        writer.Write(form.Constant);
        WriteInts(writer, form.Columns);
        WriteDoubles(writer, form.Weights);
    }

    private static void WriteFit(BinaryWriter writer, GeneralisedLinear fit)
    {
        writer.Write((byte)fit.Family);
        WriteDoubles(writer, fit.Coefficients);
        WriteDoubles(writer, LowerTriangle(fit.Covariance, fit.Coefficients.Length));
        writer.Write(fit.Groups.Length);
        foreach (var group in fit.Groups)
        {
            writer.Write(group.Name);
            WriteInts(writer, group.Columns);
            writer.Write(group.Precision);
            writer.Write(group.Learned);
        }

        writer.Write(fit.Noise);
        writer.Write(fit.Iterations);
        writer.Write(fit.LogLikelihood);
        writer.Write(fit.Determined);
    }

    private static double[] LowerTriangle(double[] square, int size)
    {
        var lower = new List<double>(size * (size + 1) / 2);
        for (var i = 0; i < size; i++)
            lower.AddRange(square.AsSpan(i * size, i + 1));
        return [.. lower];
    }
}
