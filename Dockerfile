# One image, every command of `rapport` for a service: gateway, worker, migrate, import, key. The local stack is not in
# it, nor is what that needs.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/app
WORKDIR /app

COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt \
 && useradd --system --uid 10001 --no-create-home rapport

COPY schemas schemas
COPY pairing pairing
COPY policy policy
COPY letters letters
COPY store store
COPY activities activities
COPY workflows workflows
COPY intake intake
COPY gateway gateway
COPY roster roster
COPY worker.py settings.py addresses.py rapport.py ./

USER rapport
EXPOSE 8700
ENTRYPOINT ["python", "-m", "rapport"]
CMD ["gateway", "--host", "0.0.0.0"]
