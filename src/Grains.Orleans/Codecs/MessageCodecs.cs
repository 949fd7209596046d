using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.Serializers;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Orleans.Codecs;

/// <summary>
/// Gives Orleans a codec for every record of the contracts, and for their one exception. A message is never changed
/// after it was sent: inside a process it travels as it is.
/// </summary>
internal sealed class MessageCodecs : ISpecializableCodec, IGeneralizedCopier, ITypeFilter
{
    /// <summary>Whether a type is a message, or the one exception of the contracts.</summary>
    public static bool IsMessage(Type type) => RecordFormat.IsRecord(type) || type == typeof(GrainUnavailableException);

    bool ISpecializableCodec.IsSupportedType(Type type) => IsMessage(type);

    IFieldCodec ISpecializableCodec.GetSpecializedCodec(Type type) => type == typeof(GrainUnavailableException)
        ? new UnavailableCodec()
        : (IFieldCodec)Activator.CreateInstance(typeof(MessageCodec<>).MakeGenericType(type))!;

    bool IGeneralizedCopier.IsSupportedType(Type type) => IsMessage(type);

    object? IDeepCopier.DeepCopy(object? input, CopyContext context) => input;

    bool? ITypeFilter.IsTypeAllowed(Type type) => IsMessage(type) ? true : null;

    /// <summary>An exception travels as its problem: what caused it stays where it happened.</summary>
    private sealed class UnavailableCodec : MessageCodec<GrainUnavailableException>
    {
        protected override void Write(MessageWriter to, GrainUnavailableException value) =>
            MessageFormat<Problem>.Write(to, value.Problem);

        protected override GrainUnavailableException Read(MessageReader from) =>
            new(MessageFormat<Problem>.Read(from));
    }
}
