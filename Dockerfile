# The dashboard as one container; compose.yaml runs several behind a proxy.
FROM python:3.11-slim
WORKDIR /monitor
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
RUN useradd --create-home monitor && chown monitor /monitor
COPY --chown=monitor . ./
USER monitor
# Unpacks the gazetteer and loads the language model once, so that no visitor waits for it.
RUN mkdir -p static && echo "Poipet." | python -m geo geocode - > /dev/null
EXPOSE 8501
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["python", "-c", \
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=2)"]
CMD ["python", "-m", "streamlit", "run", "dashboard.py", "--server.headless", "true", \
    "--server.address", "0.0.0.0", "--server.port", "8501"]
