using System.Security.Cryptography;
using WorldModel.Models.Files;
using WorldModel.Schema;

namespace WorldModel.Models;

/// <summary>
/// The file of a <see cref="FrozenModel"/>: magic, format version, sections, SHA-256 of all that (docs/formats.md,
/// "Model file"). The checksum is the model's name. Reading checks length, checksum, schema and that the golden
/// vectors come out again bit for bit.
/// </summary>
public static class ModelFile
{
    /// <summary>Version that is written and the only one that is read.</summary>
    public const int FormatVersion = 3;

    private const string Written = "a file that 'worldmodel train' wrote (.wmdl)";

    internal const int HeaderBytes = 8;
    internal const int ChecksumBytes = 32;

    internal static ReadOnlySpan<byte> Magic => "WMDL"u8;

    /// <summary>The file's bytes: the same for the same model.</summary>
    public static byte[] ToBytes(FrozenModel model)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Magic);
        writer.Write(FormatVersion);
        ModelWriter.WriteSections(writer, model);
        writer.Write(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    /// <summary>SHA-256 that names a model, lower-case hex.</summary>
    public static string HashOf(FrozenModel model) => Convert.ToHexStringLower(ToBytes(model)[^ChecksumBytes..]);

    /// <summary>Writes beside the path first and moves it there when whole.</summary>
    public static void Write(FrozenModel model, string path)
    {
        var draft = path + ".part";
        File.WriteAllBytes(draft, ToBytes(model));
        File.Move(draft, path, overwrite: true);
    }

    /// <summary>Reads and checks a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="schema">The schema it must have been trained on; null: any.</param>
    /// <exception cref="ModelFileException">Missing, cut, altered, not reproducing, or of another schema.</exception>
    public static FrozenModel Read(string path, ConsumerSchema? schema = null)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException(
                path, $"cannot be read ({e.Message})", "a file that is there and can be read", e);
        }

        return Parse(bytes, path, schema);
    }

    /// <summary>Reads a model from its bytes; <paramref name="name"/> stands in messages.</summary>
    /// <exception cref="ModelFileException">As for <see cref="Read"/>.</exception>
    public static FrozenModel Parse(byte[] bytes, string name = "model", ConsumerSchema? schema = null)
    {
        CheckWhole(bytes, name);
        FrozenModel model;
        try
        {
            model = ModelReader.Read(bytes, name);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or ModelFileException))
        {
            throw new ModelFileException(
                name, $"checksum is right, but the content is not a model ({e.Message})", "the sections of a model", e);
        }

        if (schema is not null && schema.Hash != model.Schema.Hash)
        {
            throw new ModelFileException(name, $"trained on schema {NameOf(model.Schema)}",
                $"a model trained on schema {NameOf(schema)}");
        }

        return model;
    }

    private static string NameOf(ConsumerSchema schema) =>
        $"{schema.Name} version {schema.Version} ({schema.Hash[..12]})";

    private static void CheckWhole(byte[] bytes, string name)
    {
        if (bytes.Length < HeaderBytes + ChecksumBytes)
            throw new ModelFileException(name, $"{bytes.Length} bytes, too short for a model file", Written);
        if (!bytes.AsSpan(0, Magic.Length).SequenceEqual(Magic))
            throw new ModelFileException(name, "not a model file (it does not begin with WMDL)", Written);
        var version = BitConverter.ToInt32(bytes, Magic.Length);
        if (version != FormatVersion)
        {
            throw new ModelFileException(name, $"format version {version}",
                $"format version {FormatVersion}: train the model again with this version of worldmodel");
        }

        var body = bytes.AsSpan(0, bytes.Length - ChecksumBytes);
        if (!SHA256.HashData(body).AsSpan().SequenceEqual(bytes.AsSpan(body.Length)))
        {
            throw new ModelFileException(name, "checksum does not fit: the file is truncated or altered",
                "the file as it was written, whole");
        }
    }
}
