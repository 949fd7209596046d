using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using WorldModel.Models.Boltzmann;
using WorldModel.Models.Heads;
using WorldModel.Numerics;
using WorldModel.Schema;

namespace WorldModel.Models.Files;

/// <summary>Reads the sections of a model file whose checksum is right.</summary>
internal static class ModelReader
{
    /// <param name="bytes">The file.</param>
    /// <param name="name">What stands for it in messages.</param>
    public static FrozenModel Read(byte[] bytes, string name)
    {
        var sections = Sections(bytes);
        var schema = ConsumerSchema.Parse(Encoding.UTF8.GetString(sections["SCHM"]));
        var record = Json<TrainingRecord>(sections["RCRD"]);
        var (machine, sweeps) = ReadMachine(Reader(sections["MACH"]));
        var heads = ReadHeads(Reader(sections["HEAD"]));
        var memories = ReadMemories(Reader(sections["RESP"]));
        var overlap = new Overlap(Json<InputOverlap[]>(sections["OVER"]));
        var familiar = Reader(sections["PLAU"]);
        var plausibility = new Plausibility(ReadFloats(familiar), familiar.ReadDouble());
        var model = new FrozenModel(schema, machine, sweeps, heads, overlap, plausibility, record, memories);
        GoldenVectors.Read(Reader(sections["GOLD"])).Verify(model, name);
        return model;
    }

    public static float[] ReadFloats(BinaryReader reader) =>
        MemoryMarshal.Cast<byte, float>(Bytes(reader, sizeof(float))).ToArray();

    public static double[] ReadDoubles(BinaryReader reader) =>
        MemoryMarshal.Cast<byte, double>(Bytes(reader, sizeof(double))).ToArray();

    public static int[] ReadInts(BinaryReader reader) =>
        MemoryMarshal.Cast<byte, int>(Bytes(reader, sizeof(int))).ToArray();

    private static ReadOnlySpan<byte> Bytes(BinaryReader reader, int width)
    {
        var wanted = checked(reader.ReadInt32() * width);
        var bytes = reader.ReadBytes(wanted);
        return bytes.Length == wanted ? bytes : throw new EndOfStreamException("a section ends early");
    }

    private static Dictionary<string, byte[]> Sections(byte[] bytes)
    {
        var sections = new Dictionary<string, byte[]>();
        var at = ModelFile.HeaderBytes;
        foreach (var tag in ModelWriter.Tags)
        {
            var found = Encoding.ASCII.GetString(bytes, at, tag.Length);
            if (found != tag)
                throw new InvalidDataException($"section {found} where {tag} should stand");
            var length = checked((int)BitConverter.ToInt64(bytes, at + tag.Length));
            at += tag.Length + sizeof(long);
            sections[tag] = bytes[at..(at + length)];
            at += length;
        }

        return at == bytes.Length - ModelFile.ChecksumBytes
            ? sections
            : throw new InvalidDataException("bytes left over after the last section");
    }

    private static BinaryReader Reader(byte[] section) => new(new MemoryStream(section));

    private static T Json<T>(byte[] section) =>
        JsonSerializer.Deserialize<T>(section, ModelJson.Options) ?? throw new InvalidDataException("an empty section");

    private static (BoltzmannMachine Machine, int Sweeps) ReadMachine(BinaryReader reader)
    {
        var sweeps = reader.ReadInt32();
        var layers = ReadInts(reader);
        var biases = layers.Select(_ => ReadFloats(reader)).ToArray();
        var weights = new Matrix[layers.Length - 1];
        for (var layer = 0; layer < weights.Length; layer++)
        {
            weights[layer] = new Matrix(layers[layer], layers[layer + 1]);
            ReadFloats(reader).CopyTo(weights[layer].Data, 0);
        }

        return (new BoltzmannMachine(weights, biases), sweeps);
    }

    private static OutcomeHead[] ReadHeads(BinaryReader reader)
    {
        var heads = new OutcomeHead[reader.ReadInt32()];
        for (var h = 0; h < heads.Length; h++)
            heads[h] = new OutcomeHead(reader.ReadString(), ReadDesign(reader), ReadFit(reader));
        return heads;
    }

    private static HeadDesign ReadDesign(BinaryReader reader)
    {
        var units = reader.ReadInt32();
        var belief = new BeliefScaling(ReadFloats(reader), ReadFloats(reader));
        var mainEffects = ReadInts(reader);
        var drivers = new DriverDesign[reader.ReadInt32()];
        for (var d = 0; d < drivers.Length; d++)
        {
            var (name, input) = (reader.ReadString(), reader.ReadInt32());
            var (center, scale) = (reader.ReadSingle(), reader.ReadSingle());
            var modifiers = new Modifier[reader.ReadInt32()];
            for (var m = 0; m < modifiers.Length; m++)
                modifiers[m] = new Modifier(
                    reader.ReadString(), ReadInts(reader), ReadFloats(reader), reader.ReadSingle());
            var mix = ReadFloats(reader);
            drivers[d] = new DriverDesign(name, input, center, scale, modifiers, mix.Length > 0 ? mix : null);
        }

        return new HeadDesign(units, belief, mainEffects, drivers);
    }

    private static ResponseMemory[] ReadMemories(BinaryReader reader)
    {
        var memories = new ResponseMemory[reader.ReadInt32()];
        for (var m = 0; m < memories.Length; m++)
            memories[m] = new ResponseMemory(
                reader.ReadString(), reader.ReadInt32(), ReadForm(reader), ReadForm(reader), ReadFloats(reader),
                ReadFloats(reader), reader.ReadDouble(), reader.ReadDouble());
        return memories;
    }

    private static RowForm ReadForm(BinaryReader reader) =>
        new(reader.ReadDouble(), ReadInts(reader), ReadDoubles(reader));

    private static GeneralisedLinear ReadFit(BinaryReader reader)
    {
        var family = (OutcomeFamily)reader.ReadByte();
        var coefficients = ReadDoubles(reader);
        var covariance = Square(ReadDoubles(reader), coefficients.Length);
        var groups = new PriorGroup[reader.ReadInt32()];
        for (var g = 0; g < groups.Length; g++)
            groups[g] = new PriorGroup(
                reader.ReadString(), ReadInts(reader), reader.ReadDouble(), reader.ReadBoolean());
        return new GeneralisedLinear(
            family, coefficients, covariance, groups, reader.ReadDouble(), reader.ReadInt32(), reader.ReadDouble(),
            reader.ReadDouble());
    }

    private static double[] Square(double[] lower, int size)
    {
        var square = new double[size * size];
        var next = 0;
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
                square[(i * size) + j] = square[(j * size) + i] = lower[next++];
        }

        return square;
    }
}
